import { expect, it } from "vitest";
import { hashNewPassword, isCommon } from "./new-password";

it.each(["password", "PassWord", "12345678", "qwerty123", "iloveyou"])("%s is everybody's", (password) => {
  expect(isCommon(password, "mina")).toBe(true);
});

it.each(["열려라 참깨 123", "a b c d e f", "비밀번호비밀번호"])("%s may be chosen", (password) => {
  expect(isCommon(password, "mina")).toBe(false);
});

it("one's own name in any spelling is no password", () => {
  expect(isCommon("MINA-KIM-2", "mina-kim-2")).toBe(true);
  expect(isCommon("mina-kim-2", "mina-kim-3")).toBe(false);
});

it("D4: a common one is refused by name of field and reason, before it is hashed", async () => {
  await expect(hashNewPassword("password", "mina")).rejects.toMatchObject({
    code: "invalid_password",
    errors: [{ field: "password", reason: "common" }],
  });
});
