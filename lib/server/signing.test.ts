import { SignJWT } from "jose";
import { expect, it } from "vitest";
import { sign, verifySigned } from "./signing";

const [SECRET, PREVIOUS] = [
  "a secret of more than thirty-two characters",
  "another secret of more than thirty characters",
];
const rules = { audience: "test", requiredClaims: ["exp"] };
const signed = (secret: string, audience = "test") =>
  sign(new SignJWT({ n: 1 }).setAudience(audience).setExpirationTime("1m"), secret);

it("a signed token is verified with the secret or the previous one, and for its audience only", async () => {
  const keys = { secret: SECRET, previous: PREVIOUS };
  expect((await verifySigned(await signed(SECRET), keys, rules))?.payload).toMatchObject({ n: 1 });
  expect((await verifySigned(await signed(PREVIOUS), keys, rules))?.payload).toMatchObject({ n: 1 });
  expect(await verifySigned(await signed(PREVIOUS), { secret: SECRET }, rules)).toBeUndefined();
  expect(await verifySigned(await signed(SECRET, "other"), keys, rules)).toBeUndefined();
});

it("a signed token has one spelling: changed at any place, it is refused", async () => {
  const token = await signed(SECRET);
  for (let at = 0; at < token.length; at++) {
    for (const letter of ["A", "B", "_", ".", "="]) {
      if (token[at] === letter) continue;
      const changed = token.slice(0, at) + letter + token.slice(at + 1);
      expect(await verifySigned(changed, { secret: SECRET }, rules), `${at} ${letter}`).toBeUndefined();
    }
  }
});

it.each([undefined, "", "a.b.c"])("%j is refused", async (text) => {
  expect(await verifySigned(text, { secret: SECRET }, rules)).toBeUndefined();
});
