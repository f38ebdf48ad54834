import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { PASSKEYS_MAX } from "@/db/queries/passkeys";
import { passkeys } from "@/db/schema";
import { Authenticator } from "./authenticator";
import { recordedCloud, type TestCloud } from "./cloud";
import { expectNoLeaks } from "./leaks";
import { backstage, PASSWORD, PROOF, signedUp, Visitor } from "./web";

let cloud: TestCloud;
beforeAll(async () => {
  ({ cloud } = await recordedCloud());
}, 60_000);

const ask = async (visitor: Visitor, path: string, body?: object) => (await visitor.post(path, body)).json.options;

async function newcomer(username: string, key = new Authenticator()) {
  const visitor = new Visitor();
  const options = await ask(visitor, "/api/passkeys/signup/options", { username });
  const answer = await visitor.post("/api/passkeys/signup", { passkey: key.make(options) });
  return { visitor, key, options, answer };
}

const enter = async (key: Authenticator, changes = {}, visitor = new Visitor()) => {
  const options = await ask(visitor, "/api/passkeys/enter/options");
  return visitor.post("/api/passkeys/enter", { passkey: key.answerTo(options, changes) });
};

describe("signing up with a passkey", () => {
  it("needs no password and returns a recovery code", async () => {
    const { visitor, options, answer } = await newcomer("지문이");
    expect(options.rp.id).toBe("localhost");
    expect(options.authenticatorSelection).toMatchObject({ residentKey: "required", userVerification: "preferred" });
    expect(answer.status).toBe(201);
    expect(answer.json).toEqual({
      user: { id: expect.any(String), username: "지문이" },
      recoveryCode: expect.stringMatching(/^\w{4}(-\w{4}){7}$/),
    });
    expect((await visitor.get("/api/me")).json.user.username).toBe("지문이");
    const byPassword = await new Visitor().post("/api/enter", { username: "지문이", password: PASSWORD });
    expect(byPassword.json.code).toBe("wrong_credentials");
  });

  it("a taken name is refused when options are requested, and when it was taken after that", async () => {
    const options = await ask(new Visitor(), "/api/passkeys/signup/options", { username: "racer" });
    await newcomer("Racer");
    const again = await new Visitor().post("/api/passkeys/signup/options", { username: "RACER" });
    expect(again.json.code).toBe("username_taken");
    const late = await new Visitor().post("/api/passkeys/signup", { passkey: new Authenticator().make(options) });
    expect(late.json.code).toBe("username_taken");
  });

  it("D4: an invalid name is refused", async () => {
    const answer = await new Visitor().post("/api/passkeys/signup/options", { username: "a b" });
    expect(answer.json).toMatchObject({ code: "invalid_username", errors: [{ reason: "characters" }] });
  });

  it("a challenge is answered once, for its purpose, on the site that requested it", async () => {
    const key = new Authenticator();
    const { options } = await newcomer("once", key);
    const send = (passkey: object) => new Visitor().post("/api/passkeys/signup", { passkey });
    expect((await send(key.make(options))).json.code).toBe("wrong_passkey");
    expect((await send(key.make({ challenge: "bWFkZS11cA" }))).json.code).toBe("wrong_passkey");
    const forEntering = await ask(new Visitor(), "/api/passkeys/enter/options");
    expect((await send(key.make(forEntering))).json.code).toBe("wrong_passkey");
    for (const changes of [{ origin: "https://evil.example" }, { rpId: "evil.example" }]) {
      const fresh = await ask(new Visitor(), "/api/passkeys/signup/options", { username: "never" });
      expect((await send(key.make(fresh, changes))).json.code).toBe("wrong_passkey");
    }
    expect((await new Visitor().get("/api/users/never")).json).toEqual({ exists: false });
  });
});

describe("signing in with a passkey", () => {
  it("needs no name", async () => {
    const { key, answer } = await newcomer("opener");
    const visitor = new Visitor();
    const entered = await enter(key, {}, visitor);
    expect(entered.status).toBe(200);
    expect(entered.json).toEqual({ user: answer.json.user });
    expect((await visitor.get("/api/me")).status).toBe(200);
  });

  it.each([
    ["another site's answer", { origin: "https://evil.example" }],
    ["an answer made for another site's name", { rpId: "evil.example" }],
    ["another user's signature", { key: new Authenticator().key.privateKey }],
    ["an answer to a made-up challenge", { challenge: "bWFkZS11cA" }],
  ])("%s is refused", async (_, changes) => {
    const { key } = await newcomer(`refused${Math.random().toString(36).slice(2, 8)}`);
    expect((await enter(key, changes)).json.code).toBe("wrong_passkey");
    expect((await enter(key)).status).toBe(200);
  });

  it("an answer is accepted once", async () => {
    const { key } = await newcomer("replay");
    const options = await ask(new Visitor(), "/api/passkeys/enter/options");
    const passkey = key.answerTo(options);
    expect((await new Visitor().post("/api/passkeys/enter", { passkey })).status).toBe(200);
    expect((await new Visitor().post("/api/passkeys/enter", { passkey })).json.code).toBe("wrong_passkey");
  });

  it("a copy whose counter is behind is refused; a passkey without a counter is accepted", async () => {
    const { key } = await newcomer("counted");
    await enter(key);
    key.count = 1;
    expect((await enter(key)).json.code).toBe("wrong_passkey");
    const { key: uncounted } = await newcomer("uncounted", new Authenticator(undefined, 0));
    expect((await enter(uncounted)).status).toBe(200);
    expect((await enter(uncounted)).status).toBe(200);
  });

  it("any counter of four bytes is accepted", async () => {
    const { key } = await newcomer("far");
    key.count = 2 ** 32 - 3;
    expect((await enter(key)).status).toBe(200);
    expect((await enter(key)).status).toBe(200);
    key.count = 2 ** 31;
    expect((await enter(key)).json.code).toBe("wrong_passkey");
  });

  it("a passkey of an existing account cannot sign up", async () => {
    const { key } = await newcomer("first");
    const again = await newcomer("second", key);
    expect([again.answer.status, again.answer.json.code]).toEqual([401, "wrong_passkey"]);
  });

  it("an unknown passkey cannot sign in", async () => {
    expect((await enter(new Authenticator())).json.code).toBe("wrong_passkey");
  });
});

describe("the user's own passkeys", () => {
  const add = async (visitor: Visitor, key: Authenticator, currentPassword = PASSWORD) => {
    const asked = await visitor.post("/api/account/passkeys/options", { currentPassword });
    if (asked.status !== 200) return asked;
    return visitor.post("/api/account/passkeys", { passkey: key.make(asked.json.options) });
  };

  it("one more is added with the password, then signs in, is listed and removed", async () => {
    const mina = await signedUp("adder");
    const key = new Authenticator();
    expect((await add(mina, key, "not this one")).json.code).toBe("wrong_credentials");
    const added = await add(mina, key);
    expect(added.status).toBe(201);
    expect(added.json.passkeys).toEqual([{ id: key.id, device: "", createdAt: expect.any(Number) }]);
    expect((await enter(key)).json.user).toEqual(mina.user);
    const listed = (await mina.get("/api/account/passkeys")).json.passkeys;
    expect(listed).toMatchObject([{ id: key.id, lastUsedAt: expect.any(Number) }]);
    const remove = (proof: object) => mina.delete(`/api/account/passkeys/${key.id}`, proof);
    expect((await remove({})).json.code).toBe("invalid");
    expect((await remove({ currentPassword: "not this one" })).json.code).toBe("wrong_credentials");
    expect((await mina.get("/api/account/passkeys")).json).toMatchObject({ passkeys: [{}], hasPassword: true });
    expect((await remove(PROOF)).status).toBe(204);
    expect((await enter(key)).json.code).toBe("wrong_passkey");
  });

  it("a passkey with an id of the maximum length can be removed; a longer id is refused", async () => {
    const mina = await signedUp("long-id");
    const longest = new Authenticator(undefined, 1, 1_023);
    expect((await add(mina, longest)).status).toBe(201);
    expect((await enter(longest)).status).toBe(200);
    expect((await mina.delete(`/api/account/passkeys/${longest.id}`, PROOF)).status).toBe(204);
    expect((await enter(longest)).json.code).toBe("wrong_passkey");
    for (const bytes of [1_024, 1_051, 2_100]) {
      const longer = new Authenticator(undefined, 1, bytes);
      expect((await add(mina, longer)).json.code).toBe("invalid");
      expect((await enter(longer)).json.code).toBe("invalid");
    }
  });

  it("can be labelled, and unlabelled again; another user's cannot", async () => {
    const { visitor, key } = await newcomer("labeller");
    const { key: foreign } = await newcomer("unlabelled");
    const name = (label: unknown, { id } = key) => visitor.patch(`/api/account/passkeys/${id}`, { label });
    expect((await name("  거실 노트북 ")).json.passkeys).toMatchObject([{ id: key.id, label: "거실 노트북" }]);
    for (const wrong of ["ㄱ".repeat(41), "a\u202eb", 7]) expect((await name(wrong)).json.code).toBe("invalid");
    expect((await visitor.get("/api/account/passkeys")).json.passkeys[0].label).toBe("거실 노트북");
    expect((await name("")).json.passkeys[0]).not.toHaveProperty("label");
    expect((await name("mine", foreign)).json.code).toBe("not_found");
  });

  it("the last credential stays, also when two are removed at once", async () => {
    const { visitor, key } = await newcomer("lastone");
    const confirmed = async () => ({ passkey: key.answerTo(await ask(visitor, "/api/account/confirm")) });
    const remove = async ({ id }: Authenticator, proof?: object) =>
      visitor.delete(`/api/account/passkeys/${id}`, proof ?? (await confirmed()));
    expect((await visitor.get("/api/account/passkeys")).json.hasPassword).toBe(false);
    expect((await remove(key)).json.code).toBe("last_way_in");
    const second = new Authenticator();
    const proof = key.answerTo(await ask(visitor, "/api/account/confirm"));
    const options = await ask(visitor, "/api/account/passkeys/options", { passkey: proof });
    expect(options.excludeCredentials).toEqual([{ id: key.id, type: "public-key" }]);
    expect((await visitor.post("/api/account/passkeys", { passkey: second.make(options) })).status).toBe(201);
    const proofs = [await confirmed(), { passkey: second.answerTo(await ask(visitor, "/api/account/confirm")) }];
    const answers = await Promise.all([key, second].map((each, i) => remove(each, proofs[1 - i])));
    const [removed, refused] = answers.map(({ status }) => status).sort();
    // Each passkey proves the other's removal, so after one removal the other's proof may already be invalid.
    expect([removed, refused === 401 || refused === 409]).toEqual([204, true]);
    expect((await visitor.get("/api/account/passkeys")).json.passkeys).toHaveLength(1);
  });

  it("D2: another user's passkey can be neither removed nor used to confirm", async () => {
    const { key } = await newcomer("holder");
    const eve = await signedUp("passeve");
    expect((await eve.delete(`/api/account/passkeys/${key.id}`, PROOF)).status).toBe(404);
    const proof = key.answerTo(await ask(eve, "/api/account/confirm"));
    expect((await eve.post("/api/account/recovery-code", { passkey: proof })).json.code).toBe("wrong_passkey");
    const entering = key.answerTo(await ask(eve, "/api/passkeys/enter/options"));
    expect((await eve.post("/api/account/recovery-code", { passkey: entering })).json.code).toBe("wrong_passkey");
  });

  it("replaces the password as a proof: to set a password, and to delete the account", async () => {
    const { visitor, key, answer } = await newcomer("keyonly");
    const proof = async () => ({ passkey: key.answerTo(await ask(visitor, "/api/account/confirm")) });
    expect((await visitor.post("/api/account/password", { password: PASSWORD })).status).toBe(422);
    const set = await visitor.post("/api/account/password", { password: PASSWORD, ...(await proof()) });
    expect(set.status).toBe(204);
    expect((await new Visitor().post("/api/enter", { username: "keyonly", password: PASSWORD })).status).toBe(200);
    const removed = await visitor.post("/api/account/delete", { username: "keyonly", ...(await proof()) });
    expect(removed.status).toBe(204);
    const left = await backstage().select().from(passkeys).where(eq(passkeys.userId, answer.json.user.id));
    expect(left).toEqual([]);
    expect((await enter(key)).json.code).toBe("wrong_passkey");
  });
});

describe("the expected origin of a passkey", () => {
  it.each<Record<string, string>>([
    { host: "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" },
    { "x-forwarded-host": "evil.example", origin: "https://evil.example", "sec-fetch-site": "same-origin" },
    { "x-forwarded-host": "%", "x-forwarded-proto": "%" },
    { "x-forwarded-host": "localhost:3000, [", host: "[" },
  ])("comes from configuration, whatever the headers: %j", async (headers) => {
    const { key } = await newcomer(`site${Math.random().toString(36).slice(2, 10)}`);
    const asked = await new Visitor().post("/api/passkeys/enter/options", undefined, headers);
    expect(asked.json.options.rpId).toBe("localhost");
    const stolen = key.answerTo(asked.json.options, { origin: "https://evil.example", rpId: "evil.example" });
    const answer = await new Visitor().post("/api/passkeys/enter", { passkey: stolen }, headers);
    expect(answer.json.code).toBe("wrong_passkey");
    const again = await new Visitor().post("/api/passkeys/enter/options", undefined, headers);
    const own = await new Visitor().post("/api/passkeys/enter", { passkey: key.answerTo(again.json.options) }, headers);
    expect(own.status).toBe(200);
  });
});

describe("signing in by password", () => {
  it("takes as long for an account without a password", async () => {
    await newcomer("no-password-here");
    await new Visitor().post("/api/signup", { username: "password-here", password: PASSWORD });
    const timeOf = async (username: string) => {
      const began = performance.now();
      const answer = await new Visitor().post("/api/enter", { username, password: "not the password" });
      expect(answer.json.code).toBe("wrong_credentials");
      return performance.now() - began;
    };
    const [without, having] = [[], []] as [number[], number[]];
    for (let round = 0; round < 2; round++) {
      without.push(await timeOf("no-password-here"));
      having.push(await timeOf("password-here"));
    }
    // The times differ by a few per cent; without hashing, by a factor of ten or more.
    expect(Math.min(...without)).toBeGreaterThan(Math.min(...having) / 2);
  }, 120_000);
});

it("without Redis no passkey is accepted, and the response has Retry-After", async () => {
  const { key } = await newcomer("waiter");
  const options = await ask(new Visitor(), "/api/passkeys/enter/options");
  await cloud.redis.stop();
  const answer = await new Visitor().post("/api/passkeys/enter", { passkey: key.answerTo(options) });
  await cloud.redis.start();
  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toBeTruthy();
});

it("D6: no response in this file contains a hash, a secret or a driver's message", () => expectNoLeaks(cloud.env));

it("D7: an account has at most 50 passkeys, also if several are added at once", async () => {
  const mina = await signedUp("mina");
  const options = async () => ask(mina, "/api/account/passkeys/options", PROOF);
  const asked = [await options(), await options(), await options()];
  const others = Array.from({ length: PASSKEYS_MAX - 1 }, (_, i) => ({
    id: `${mina.user.id}-${i}`,
    userId: mina.user.id,
    publicKey: "AA==",
    counter: 0,
  }));
  await backstage().insert(passkeys).values(others);
  const added = await Promise.all(
    asked.map((each) => mina.post("/api/account/passkeys", { passkey: new Authenticator().make(each) })),
  );
  expect(added.map(({ status }) => status).sort()).toEqual([201, 401, 401]);
  expect((await mina.get("/api/account/passkeys")).json.passkeys).toHaveLength(PASSKEYS_MAX);
  expect((await mina.post("/api/account/passkeys/options", PROOF)).json.code).toBe("forbidden");
});
