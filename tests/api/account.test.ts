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

it("D6: no answer in this file held a hash, a secret or a driver's words", () => expectNoLeaks(cloud.env));
