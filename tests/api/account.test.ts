import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashPassword } from "../../app/_server/scrypt";
import { credentials } from "../../db/schema";
import { startTestCloud, type TestCloud } from "./cloud";
import { expectNoLeaks } from "./leaks";
import { backstage, PASSWORD, signedUp, Visitor } from "./web";

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
}, 60_000);
afterAll(() => cloud.stop());

const enter = (username: string, password: string, as = new Visitor()) => as.post("/api/enter", { username, password });
const passwordOf = (userId: string) => and(eq(credentials.userId, userId), eq(credentials.kind, "password"));

describe("passwords", () => {
  it.each(["password", "QWERTY123", "12345678", "iloveyou", "trustno1", "everybody", "EVERYbody"])(
    "D4: %s is too common to sign up with",
    async (password) => {
      const answer = await new Visitor().post("/api/signup", { username: "everybody", password });
      expect(answer.status).toBe(422);
      expect(answer.json).toMatchObject({
        code: "invalid_password",
        errors: [{ field: "password", reason: "common" }],
      });
    },
  );

  it("one hashed with a weaker cost is hashed anew by entering, and still lets its owner in", async () => {
    const { user } = await signedUp("weak");
    const weak = await hashPassword(PASSWORD, { N: 2 ** 4, r: 8, p: 1 });
    await backstage().update(credentials).set({ secret: weak }).where(passwordOf(user.id));
    expect((await enter(user.username, "not this one")).status).toBe(401);
    const stored = async () => (await backstage().select().from(credentials).where(passwordOf(user.id)))[0]?.secret;
    expect(await stored()).toBe(weak);
    expect((await enter(user.username, PASSWORD)).status).toBe(200);
    expect(await stored()).toMatch(/^scrypt\$32768\$8\$3\$/);
    expect((await enter(user.username, PASSWORD)).status).toBe(200);
  });
});

describe("recovery", () => {
  const recover = (username: string, recoveryCode: string, password = "새 비밀번호 하나", as = new Visitor()) =>
    as.post("/api/account/recover", { username, recoveryCode, password });
  const newcomer = async (username: string) => {
    const visitor = new Visitor();
    const { json } = await visitor.post("/api/signup", { username, password: PASSWORD });
    return { visitor, code: json.recoveryCode as string };
  };

  it("trades the code for a new password and a new code, once, and ends every other session", async () => {
    const { visitor, code } = await newcomer("forgetful");
    const again = new Visitor();
    const answer = await recover("ForgetFul", code.toLowerCase().replaceAll("-", " "), undefined, again);
    expect(answer.status).toBe(200);
    expect(answer.json.recoveryCode).toMatch(/^\w{4}(-\w{4}){7}$/);
    expect(answer.json.recoveryCode).not.toBe(code);
    expect((await again.get("/api/me")).status).toBe(200);
    expect((await visitor.get("/api/me")).status).toBe(401);
    expect((await enter("forgetful", PASSWORD)).status).toBe(401);
    expect((await enter("forgetful", "새 비밀번호 하나")).status).toBe(200);
    expect((await recover("forgetful", code)).json.code).toBe("wrong_credentials");
    expect((await recover("forgetful", answer.json.recoveryCode, "그다음 비밀번호")).status).toBe(200);
  });

  it("two at once with one code: one gets in", async () => {
    const { code } = await newcomer("twice");
    const answers = await Promise.all([recover("twice", code), recover("twice", code, "다른 비밀번호 둘")]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it("refuses a wrong code, an unknown name and a common password, and leaves everything as it was", async () => {
    const { visitor, code } = await newcomer("careful");
    const { code: another } = await newcomer("someone-else");
    for (const wrong of [another, "", "0", `${code}0`]) {
      expect((await recover("careful", wrong)).json.code).toBe("wrong_credentials");
    }
    expect((await recover("nobody-here", code)).json.code).toBe("user_not_found");
    expect((await recover("careful", code, "password")).json.errors).toEqual([{ field: "password", reason: "common" }]);
    expect((await visitor.get("/api/me")).status).toBe(200);
    expect((await recover("careful", code)).status).toBe(200);
  });
});

it("D6: no answer in this file held a hash, a secret or a driver's words", () => expectNoLeaks(cloud.env));
