import { and, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { hashPassword } from "@/app/_server/auth/scrypt";
import { credentials, sessions, users } from "@/db/schema";
import { recordedCloud, type TestCloud } from "./cloud";
import { expectNoLeaks } from "./leaks";
import { newRoom, say } from "./scenes";
import { backstage, PASSWORD, signedUp, Visitor } from "./web";

let cloud: TestCloud;
beforeAll(async () => {
  ({ cloud } = await recordedCloud());
}, 60_000);

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

  it("a password hashed with a weaker cost is hashed again on sign-in, and still signs its owner in", async () => {
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

  it("replaces the code by a new password and a new code, once, and ends every other session", async () => {
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

  it("of two concurrent requests with one code, one succeeds", async () => {
    const { code } = await newcomer("twice");
    const answers = await Promise.all([recover("twice", code), recover("twice", code, "다른 비밀번호 둘")]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it("refuses a wrong code, an unknown name and a common password, and changes nothing", async () => {
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

describe("the user's own account", () => {
  const ownSessions = async (visitor: Visitor) => (await visitor.get("/api/account/sessions")).json.sessions;

  it("a changed password signs out every other device and replaces the old one", async () => {
    const mina = await signedUp("changer");
    const elsewhere = new Visitor();
    await enter(mina.user.username, PASSWORD, elsewhere);
    const change = (currentPassword: string, password: string) =>
      mina.post("/api/account/password", { currentPassword, password });
    expect((await change("not this one", "새로운 비밀번호")).json.code).toBe("wrong_credentials");
    expect((await change(PASSWORD, "password")).json.errors).toEqual([{ field: "password", reason: "common" }]);
    expect((await change(PASSWORD, "짧다")).json.code).toBe("invalid_password");
    expect((await elsewhere.get("/api/me")).status).toBe(200);
    expect((await change(PASSWORD, "새로운 비밀번호")).status).toBe(204);
    expect((await mina.get("/api/me")).status).toBe(200);
    expect((await elsewhere.get("/api/me")).status).toBe(401);
    expect((await enter(mina.user.username, PASSWORD)).status).toBe(401);
    expect((await enter(mina.user.username, "새로운 비밀번호")).status).toBe(200);
  });

  it("a new recovery code replaces the old one, and needs the password", async () => {
    const mina = new Visitor();
    const first = (await mina.post("/api/signup", { username: "recoder", password: PASSWORD })).json.recoveryCode;
    const renew = (currentPassword: string) => mina.post("/api/account/recovery-code", { currentPassword });
    expect((await renew("not this one")).json.code).toBe("wrong_credentials");
    const second = (await renew(PASSWORD)).json.recoveryCode;
    const recover = (recoveryCode: string) =>
      new Visitor().post("/api/account/recover", { username: "recoder", recoveryCode, password: "또 다른 비밀번호" });
    expect((await recover(first)).json.code).toBe("wrong_credentials");
    expect((await recover(second)).status).toBe(200);
  });

  it("sessions are listed with their device, and ended one by one or all but this one", async () => {
    const mina = await signedUp("devices");
    const others = [new Visitor(), new Visitor(), new Visitor()];
    const agent = "Mozilla/5.0 (Linux; Android 10; K) Chrome/130.0 Mobile Safari/537.36";
    for (const other of others) {
      await other.post("/api/enter", { username: mina.user.username, password: PASSWORD }, { "user-agent": agent });
    }
    const listed = await ownSessions(mina);
    expect(listed).toHaveLength(4);
    expect(listed.filter(({ current }: { current: boolean }) => current)).toHaveLength(1);
    expect(listed.map(({ device }: { device: string }) => device).sort()).toEqual([
      "",
      ...Array(3).fill("Chrome, Android"),
    ]);

    const [second] = others;
    const ofSecond = (await ownSessions(second as Visitor)).find(({ current }: { current: boolean }) => current).id;
    expect((await mina.delete(`/api/account/sessions/${ofSecond}`)).status).toBe(204);
    expect(await Promise.all(others.map(async (each) => (await each.get("/api/me")).status))).toEqual([401, 200, 200]);
    expect((await mina.delete(`/api/account/sessions/${ofSecond}`)).status).toBe(404);

    expect((await mina.delete("/api/account/sessions")).status).toBe(204);
    expect(await Promise.all(others.map(async (each) => (await each.get("/api/me")).status))).toEqual([401, 401, 401]);
    expect(await ownSessions(mina)).toHaveLength(1);
  });

  it("D2: another user's session can be neither seen nor ended", async () => {
    const mina = await signedUp("owner");
    const eve = await signedUp("eve");
    const [{ id }] = await ownSessions(mina);
    expect((await eve.delete(`/api/account/sessions/${id}`)).status).toBe(404);
    expect((await mina.get("/api/me")).status).toBe(200);
  });
});

describe("a deleted account", () => {
  it("needs the password and the name; then nobody can sign in, and nobody can take the name", async () => {
    const mina = await signedUp("Gone");
    const elsewhere = new Visitor();
    const { username } = mina.user;
    await enter(username, PASSWORD, elsewhere);
    const remove = (body: object) => mina.post("/api/account/delete", { username, currentPassword: PASSWORD, ...body });
    expect((await remove({ currentPassword: "not this one" })).json.code).toBe("wrong_credentials");
    expect((await remove({ username: "someone-else" })).json.code).toBe("invalid");
    expect((await mina.get("/api/me")).status).toBe(200);

    const answer = await remove({ username: username.toLowerCase() });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("set-cookie")).toMatch(/^session=; /);
    expect((await elsewhere.get("/api/me")).status).toBe(401);
    expect((await enter(username, PASSWORD)).json.code).toBe("user_not_found");
    expect((await new Visitor().get(`/api/users/${username}`)).json).toEqual({ exists: true });
    const again = await new Visitor().post("/api/signup", { username: username.toUpperCase(), password: PASSWORD });
    expect(again.json.code).toBe("username_taken");
    const [row] = await backstage().select().from(users).where(eq(users.id, mina.user.id));
    expect(row?.username).toBe("deleted user");
    const ofMina = eq(credentials.userId, mina.user.id);
    expect(await backstage().select().from(credentials).where(ofMina)).toEqual([]);
    expect(await backstage().select().from(sessions).where(eq(sessions.userId, mina.user.id))).toEqual([]);
  });

  it("keeps its messages without a name, and is in no room any more", async () => {
    const [mina, jun] = [await signedUp("speaker"), await signedUp("hearer")];
    const room = await newRoom(mina, "남은 말");
    await jun.post(`/api/rooms/${room.id}/ticket`);
    await say(mina, room.id, 1, "잘 있어요");
    await mina.post("/api/account/delete", { username: mina.user.username, currentPassword: PASSWORD });
    const { messages } = (await jun.get(`/api/rooms/${room.id}/messages`)).json;
    expect(messages).toMatchObject([{ body: "잘 있어요", author: { id: mina.user.id, username: "deleted user" } }]);
    const seen = (await jun.get(`/api/rooms/${room.id}`)).json.room;
    expect(seen).toMatchObject({ memberCount: 1, lastMessage: { author: "deleted user" } });
  });

  it("a session that begins while the account is being deleted is not valid", async () => {
    const mina = await signedUp("late");
    await backstage().update(users).set({ deletedAt: new Date() }).where(eq(users.id, mina.user.id));
    expect((await mina.get("/api/me")).status).toBe(401);
  });
});

it("D6: no response in this file contains a hash, a secret or a driver's message", () => expectNoLeaks(cloud.env));
