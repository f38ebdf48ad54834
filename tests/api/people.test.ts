import { eq } from "drizzle-orm";
import { decodeJwt } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { credentials, sessions, users } from "@/db/schema";
import { recordedCloud, type TestCloud } from "./cloud";
import { expectNoLeaks } from "./leaks";
import { backstage, PASSWORD, signedUp, Visitor } from "./web";

let cloud: TestCloud;
beforeAll(async () => {
  ({ cloud } = await recordedCloud());
}, 60_000);

const enter = (username: string, password: string, as = new Visitor()) => as.post("/api/enter", { username, password });
const sessionOf = (visitor: Visitor) => decodeJwt(visitor.cookie?.split("=")[1] ?? "") as { sid: string; sub: string };

describe("signup", () => {
  it("creates a user who is signed in at once", async () => {
    const visitor = new Visitor();
    const answer = await visitor.post("/api/signup", { username: " 지은 ", password: PASSWORD });
    expect(answer.status).toBe(201);
    expect(answer.json).toEqual({
      user: { id: expect.any(String), username: "지은" },
      recoveryCode: expect.stringMatching(/^\w{4}(-\w{4}){7}$/),
    });
    expect((await visitor.get("/api/me")).json).toEqual({ user: answer.json.user });
  });

  it.each(["Haneul", "haneul", "ｈａｎｅｕｌ", " HANEUL "])("one user per name: %s is taken", async (username) => {
    await new Visitor().post("/api/signup", { username: "Haneul", password: PASSWORD });
    const visitor = new Visitor();
    const answer = await visitor.post("/api/signup", { username, password: PASSWORD });
    expect(answer.status).toBe(409);
    expect(answer.json.code).toBe("username_taken");
    expect(visitor.cookie).toBeUndefined();
  });

  it("of two concurrent requests with the same name, one creates the user and one is refused", async () => {
    const names = ["Race", "race", "ＲＡＣＥ", "rACE"];
    const answers = await Promise.all(
      names.map((username) => new Visitor().post("/api/signup", { username, password: PASSWORD })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    const rows = await backstage().select().from(users).where(eq(users.usernameKey, "race"));
    expect(rows).toHaveLength(1);
  });

  it.each([
    [{ username: "a", password: PASSWORD }, "invalid_username", [{ field: "username", reason: "too_short" }]],
    [
      { username: "가".repeat(33), password: PASSWORD },
      "invalid_username",
      [{ field: "username", reason: "too_long" }],
    ],
    [{ username: "mi na", password: PASSWORD }, "invalid_username", [{ field: "username", reason: "characters" }]],
    [{ username: "mi\u0000na", password: PASSWORD }, "invalid_username", [{ field: "username", reason: "characters" }]],
    [{ username: "mina", password: "short" }, "invalid_password", [{ field: "password", reason: "too_short" }]],
    [{ username: "mina", password: "x".repeat(129) }, "invalid_password", [{ field: "password", reason: "too_long" }]],
    [
      { username: "a", password: "b" },
      "invalid_username",
      [
        { field: "username", reason: "too_short" },
        { field: "password", reason: "too_short" },
      ],
    ],
    [{ password: PASSWORD }, "invalid_username", [{ field: "username", reason: "missing" }]],
    [{ username: 7, password: PASSWORD }, "invalid_username", [{ field: "username", reason: "invalid" }]],
    [[], "invalid", [{ field: "", reason: "invalid" }]],
    [null, "invalid", [{ field: "", reason: "invalid" }]],
  ])("D4: %j is refused: %s", async (body, code, errors) => {
    const answer = await new Visitor().post("/api/signup", body);
    expect(answer.status).toBe(422);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.json).toEqual({ type: "about:blank", title: "Unprocessable Content", status: 422, code, errors });
  });

  it("stores the password only as scrypt, and the recovery code only as a digest", async () => {
    const { json } = await new Visitor().post("/api/signup", { username: "stored", password: PASSWORD });
    const rows = await backstage().select().from(credentials).where(eq(credentials.userId, json.user.id));
    const stored = rows.map(({ kind, secret }) => [kind, secret]);
    expect(stored).toHaveLength(2);
    expect(stored).toContainEqual(["password", expect.stringMatching(/^scrypt\$32768\$8\$3\$/)]);
    expect(stored).toContainEqual(["recovery", expect.stringMatching(/^sha256\$/)]);
  });
});

describe("enter", () => {
  it.each(["Enter-Me", "enter-me", "ＥＮＴＥＲ-ＭＥ", " Enter-Me "])("signs %s in", async (username) => {
    await new Visitor().post("/api/signup", { username: "Enter-Me", password: PASSWORD });
    const visitor = new Visitor();
    const answer = await enter(username, PASSWORD.normalize("NFD"), visitor);
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ user: { id: expect.any(String), username: "Enter-Me" } });
    expect((await visitor.get("/api/me")).status).toBe(200);
  });

  it.each(["nobody-here", "a", "mi na", "\u0000\u0000", "longer-than-any-name-can-ever-be-here"])(
    "%j: no such user",
    async (username) => {
      const answer = await enter(username, PASSWORD);
      expect(answer.status).toBe(404);
      expect(answer.json.code).toBe("user_not_found");
    },
  );

  it.each(["wrong password", "", "short"])("a wrong password is not an unknown user: %j", async (password) => {
    const mina = await signedUp("wrong");
    const visitor = new Visitor();
    const answer = await enter(mina.user.username, password, visitor);
    expect(answer.status).toBe(401);
    expect(answer.json.code).toBe("wrong_credentials");
    expect(visitor.cookie).toBeUndefined();
  });

  it("gives each browser its own session, and forgets the expired ones", async () => {
    const mina = await signedUp("twice");
    const second = new Visitor();
    await enter(mina.user.username, PASSWORD, second);
    expect(sessionOf(second).sid).not.toBe(sessionOf(mina).sid);
    expect((await mina.get("/api/me")).status).toBe(200);
    const { sid } = sessionOf(second);
    await backstage()
      .update(sessions)
      .set({ expiresAt: new Date(0) })
      .where(eq(sessions.id, sid));
    await enter(mina.user.username, PASSWORD);
    expect(await backstage().select().from(sessions).where(eq(sessions.id, sid))).toEqual([]);
    expect((await mina.get("/api/me")).status).toBe(200);
  });
});

describe("logout", () => {
  it("ends this session, also for a thief of its cookie, and no other", async () => {
    const mina = await signedUp("leaver");
    const elsewhere = new Visitor();
    await enter(mina.user.username, PASSWORD, elsewhere);
    const copied = mina.cookie;
    const answer = await mina.post("/api/logout");
    expect(answer.status).toBe(204);
    expect(answer.headers.get("set-cookie")).toBe("session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    mina.cookie = copied;
    expect((await mina.get("/api/me")).status).toBe(401);
    expect((await elsewhere.get("/api/me")).status).toBe(200);
  });

  it("is not an error without a session", async () => {
    expect((await new Visitor().post("/api/logout")).status).toBe(204);
  });
});

describe("whether a name exists", () => {
  it("is answered for any spelling", async () => {
    await new Visitor().post("/api/signup", { username: "Exists_이름", password: PASSWORD });
    const ask = (name: string) => new Visitor().get(`/api/users/${encodeURIComponent(name)}`);
    expect((await ask("exists_이름")).json).toEqual({ exists: true });
    expect((await ask("ＥＸＩＳＴＳ_이름".normalize("NFD"))).json).toEqual({ exists: true });
    expect((await ask("exists_아님")).json).toEqual({ exists: false });
    const refused = await ask("mi na");
    expect(refused.status).toBe(422);
    expect(refused.json).toMatchObject({
      code: "invalid_username",
      errors: [{ field: "username", reason: "characters" }],
    });
  });
});

it("D6: no response in this file contains a hash, a secret or a driver's message", () => expectNoLeaks(cloud.env));
