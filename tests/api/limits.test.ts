import { Redis } from "@upstash/redis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { LIMITS, type LimitName } from "@/app/_server/http/rate-limits";
import { sha256, toBase64 } from "@/lib/shared/bytes";
import { newId } from "@/lib/shared/ids";
import { MONITOR, startTestCloud, type TestCloud } from "./cloud";
import { expectNoLeaks } from "./leaks";
import { newRoom } from "./scenes";
import { PASSWORD, signedUp, Visitor } from "./web";

/** A limit is reached with up to 1,200 calls. */
vi.setConfig({ testTimeout: 180_000 });

const ADDRESS_HEADER = "x-vercel-forwarded-for";

let cloud: TestCloud;
beforeAll(async () => {
  // As in production on Vercel, with the limits that docs/protocol.md states.
  Object.assign(process.env, { LIMIT_SCALE: "", VERCEL: "1", KEY_PREFIX: "preview:" });
  cloud = await startTestCloud({ KEY_PREFIX: "preview:" });
  // Windows begin at full minutes and hours. None may end during a test.
  vi.useFakeTimers({ toFake: ["Date"] });
}, 60_000);
afterAll(async () => {
  vi.useRealTimers();
  await cloud.stop();
});

let addresses = 0;
/** A visitor with an address of their own, or with the given one. */
const from = (address = `203.0.${113 + Math.floor(++addresses / 256)}.${addresses % 256}`) => ({
  [ADDRESS_HEADER]: address,
});

const CALLS = {
  signup: (headers: Record<string, string>, username: string) =>
    // The password is too short, so that no time is lost with hashing; an invalid body counts toward the limit too.
    new Visitor().post("/api/signup", { username, password: "short" }, headers),
  enter: (headers: Record<string, string>, username: string) =>
    new Visitor().post("/api/enter", { username, password: PASSWORD }, headers),
  passkey: (headers: Record<string, string>, username: string) =>
    new Visitor().post("/api/passkeys/signup/options", { username }, headers),
  username: (headers: Record<string, string>, username: string) => new Visitor().get(`/api/users/${username}`, headers),
};
type Call = keyof typeof CALLS;

/** The responses to `times` calls from one address, each about another account. */
async function fromOneAddress(call: Call, times: number, headers = from()) {
  const statuses: number[] = [];
  for (let i = 0; i < times; i++) statuses.push((await CALLS[call](headers, `${call}-x${i}`)).status);
  return statuses;
}

describe.each(Object.keys(CALLS) as Call[])("D5: %s", (call) => {
  const [allowed] = LIMITS[call].address;

  it("an address may make this many calls; then it is refused, with Retry-After", async () => {
    const headers = from();
    expect(await fromOneAddress(call, allowed, headers)).not.toContain(429);
    const answer = await CALLS[call](headers, "one-more");
    expect(answer.status).toBe(429);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.json).toEqual({ type: "about:blank", title: "Too Many Requests", status: 429, code: "rate_limited" });
    const waitS = Number(answer.headers.get("retry-after"));
    expect(Number.isInteger(waitS) && waitS >= 1 && waitS <= 3600).toBe(true);
    expect((await CALLS[call](from(), "one-more")).status).not.toBe(429);
  });
});

describe("D5: an account", () => {
  const [allowed] = LIMITS.enter.account;

  it("has one allowance per address, whatever the spelling and the white space around it", async () => {
    const spellings = ["Target", "target", "ＴＡＲＧＥＴ", "tаrget", " target", "target\u3000", "\n\ttarget\u00a0"];
    const headers = from();
    for (let i = 0; i < allowed; i++) {
      expect((await CALLS.enter(headers, spellings[i % spellings.length] ?? "")).status).toBe(404);
    }
    for (const spelling of spellings) expect((await CALLS.enter(headers, spelling)).status).toBe(429);
    expect((await CALLS.enter(headers, "another")).status).toBe(404);
  });

  it("is not locked out by a stranger who uses up another address's allowance", async () => {
    const headers = from();
    for (let i = 0; i < allowed; i++) expect((await CALLS.enter(headers, "not-locked")).status).toBe(404);
    expect((await CALLS.enter(headers, "not-locked")).status).toBe(429);
    expect((await CALLS.enter(from(), "not-locked")).status).toBe(404);
  });

  it("has one allowance for all addresses together, and one for each device that has signed in to it before", async () => {
    const username = "everywhere-tried";
    const signedUp = await new Visitor().post("/api/signup", { username, password: PASSWORD }, from());
    const device = signedUp.headers.getSetCookie()[1]?.split(";")[0] ?? "";
    const [everywhere] = LIMITS.enter.everywhere;
    const wrong = (headers: Record<string, string>) =>
      new Visitor().post("/api/enter", { username, password: "short" }, headers);
    for (let i = 0; i < everywhere; i++) expect((await wrong(from())).status).toBe(401);
    expect((await wrong(from())).status).toBe(429);
    const known = { cookie: device };
    const own = await new Visitor().post("/api/enter", { username, password: PASSWORD }, { ...from(), ...known });
    expect(own.status).toBe(200);
    for (let i = 1; i < allowed; i++) expect((await wrong({ ...from(), ...known })).status).toBe(401);
    expect((await wrong({ ...from(), ...known })).status).toBe(429);
    const forged = `${device.slice(0, -4)}AAAA`;
    expect((await wrong({ ...from(), cookie: forged })).status).toBe(429);
  });

  it("has no limit of its own for a name that no account can have; only the address is counted", async () => {
    const headers = from();
    for (let i = 0; i < allowed + 5; i++) expect((await CALLS.enter(headers, "no name")).status).toBe(404);
  });

  it("cannot be locked by an address that has used up its own allowance", async () => {
    const headers = from();
    await fromOneAddress("enter", LIMITS.enter.address[0], headers);
    for (let i = 0; i < allowed + 1; i++) expect((await CALLS.enter(headers, "bystander")).status).toBe(429);
    expect((await CALLS.enter(from(), "bystander")).status).toBe(404);
  });

  it("is, for a sign-up, the requested name", async () => {
    const [times] = LIMITS.signup.account;
    const headers = from();
    const signup = () => new Visitor().post("/api/signup", { username: "admin", password: PASSWORD }, headers);
    for (let i = 0; i < times; i++) expect((await signup()).status).toBe(409);
    expect((await signup()).status).toBe(429);
  });
});

describe("D5: calls that need the user's secret", () => {
  it.each([["recovery", "recover", { recoveryCode: "x", password: PASSWORD }]] as const)(
    "%s: attempts for one account from one address are limited",
    async (limit, path, body) => {
      const headers = from();
      const attempt = () => new Visitor().post(`/api/account/${path}`, { username: "lost-soul", ...body }, headers);
      for (let i = 0; i < LIMITS[limit].account[0]; i++) expect((await attempt()).status).toBe(404);
      expect((await attempt()).json.code).toBe("rate_limited");
    },
  );

  it.each(["password", "recovery-code", "delete"])("account/%s: they share one limit", async (path) => {
    const mina = new Visitor();
    await mina.post("/api/signup", { username: `limited-${path}`, password: PASSWORD }, from());
    const body = { username: `limited-${path}`, currentPassword: "wrong", password: PASSWORD };
    const attempt = () => mina.post(`/api/account/${path}`, body, from());
    for (let i = 0; i < LIMITS.account.account[0]; i++) expect((await attempt()).json.code).toBe("wrong_credentials");
    const answer = await attempt();
    expect(answer.status).toBe(429);
    expect(answer.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
  });
});

async function redisRequestsOf(ask: () => Promise<unknown>): Promise<number> {
  const before = cloud.redis.requests();
  await ask();
  return cloud.redis.requests() - before;
}

describe("D7: a signed-in account", () => {
  let mina: Visitor;
  let roomId: string;
  const nobody = newId();
  const calls: Record<string, (by: Visitor) => Promise<{ status: number; json?: { code?: string } }>> = {
    room: (by) => by.post("/api/rooms", { name: "방방" }),
    direct: (by) => by.post("/api/directs", { userId: nobody }),
    ticket: (by) => by.post(`/api/rooms/${roomId}/ticket`),
    settings: (by) => by.put("/api/account/settings", { receipts: true }),
    change: (by) => by.patch(`/api/rooms/${roomId}/mine`, { favourite: true }),
    invite: (by) => by.post(`/api/rooms/${roomId}/invites`, { username: "nobody-of-this-name" }),
    read: (by) => by.get("/api/me"),
  };

  it.each(Object.keys(calls) as LimitName[])("has a limit for: %s", async (name) => {
    const call = calls[name] ?? expect.fail();
    const [allowed] = (LIMITS[name] as { account: [number, string] }).account;
    mina = await signedUp("busy");
    roomId = (await newRoom(mina, "바쁜 방")).id;
    let answered = name === "room" ? 1 : 0;
    for (; answered < allowed; answered++) expect((await call(mina)).status).not.toBe(429);
    const answer = await call(mina);
    expect([answer.status, answer.json?.code]).toEqual([429, "rate_limited"]);
    // An invite also counts for the caller's address.
    const ofAddress = name === "invite" ? await redisRequestsOf(() => CALLS.username(from(), "once-counted")) : 0;
    const queries = cloud.postgres.requests();
    expect(await redisRequestsOf(async () => expect((await call(mina)).status).toBe(429))).toBe(ofAddress);
    expect(cloud.postgres.requests()).toBe(queries);
    expect((await call(await signedUp("calm"))).status).not.toBe(429);
  });

  it("that logs out too often from one address is refused", async () => {
    const headers = from();
    const [allowed] = LIMITS.logout.address;
    for (let i = 0; i < allowed; i++)
      expect((await new Visitor().post("/api/logout", undefined, headers)).status).toBe(204);
    expect((await new Visitor().post("/api/logout", undefined, headers)).status).toBe(429);
  });
});

describe("D7: a session", () => {
  /** Allows for the queries of background retries of commands. */
  const RETRIES = 15;
  const queriesOf = async (ask: () => Promise<{ status: number }>, times: number) => {
    const before = cloud.postgres.requests();
    const statuses = new Set<number>();
    for (let i = 0; i < times; i++) statuses.add((await ask()).status);
    return { queries: cloud.postgres.requests() - before, statuses: [...statuses].sort() };
  };

  it("that sends only refused calls costs no more queries than its limit", async () => {
    const mina = await signedUp("wrong");
    const wrong: Array<() => Promise<{ status: number }>> = [
      () => mina.post("/api/rooms", { name: "" }),
      () => mina.post("/api/directs"),
      () => mina.get("/api/rooms?limit=0"),
      () => mina.get("/api/rooms/none"),
    ];
    const [allowed] = LIMITS.session.account;
    let calls = 0;
    const { queries, statuses } = await queriesOf(
      () => wrong[calls++ % wrong.length]?.() ?? expect.fail(),
      allowed + 20,
    );
    expect(statuses).toEqual([404, 415, 422, 429]);
    expect(queries).toBeLessThanOrEqual(allowed + RETRIES);
  });

  it("that has ended costs no more queries than its limit, and does not use up its account's allowance", async () => {
    const mina = await signedUp("ended");
    const old = Object.assign(new Visitor(), { cookie: mina.cookie });
    const ask = () => old.send(new Request("http://localhost:3000/api/me", { headers: { cookie: mina.cookie ?? "" } }));
    const again = new Visitor();
    expect((await again.post("/api/enter", { username: mina.user.username, password: PASSWORD }, from())).status).toBe(
      200,
    );
    await mina.post("/api/logout", undefined, from());
    mina.cookie = old.cookie;
    const [allowed] = LIMITS.session.account;
    const { queries, statuses } = await queriesOf(ask, allowed + 20);
    expect(statuses).toEqual([401, 429]);
    expect(queries).toBeLessThanOrEqual(allowed + RETRIES);
    expect((await again.get("/api/me")).status).toBe(200);
  });

  it("that is ended repeatedly calls its rooms a limited number of times", async () => {
    const mina = await signedUp("again");
    const { cookie } = mina;
    const [allowed] = LIMITS.signOut.account;
    const statuses: number[] = [];
    for (let i = 0; i <= allowed; i++) {
      mina.cookie = cookie;
      statuses.push((await mina.post("/api/logout", undefined, from())).status);
    }
    expect([statuses.slice(0, -1).every((status) => status === 204), statuses.at(-1)]).toEqual([true, 429]);
  });
});

describe("D3: a stolen session", () => {
  it("cannot use up the calls that its owner needs to end it", async () => {
    const mina = await signedUp("robbed");
    const thief = Object.assign(new Visitor(), { cookie: mina.cookie });
    const theirs = from();
    const again = new Visitor();
    await again.post("/api/enter", { username: mina.user.username, password: PASSWORD }, from());
    const until429 = async (ask: () => Promise<{ status: number }>) => {
      for (let i = 0; i < 200; i++) if ((await ask()).status === 429) return;
      throw new Error("it was never refused");
    };
    await until429(() => thief.delete(`/api/account/sessions/${newId()}`));
    await until429(() => thief.post("/api/account/password", { currentPassword: "wrong", password: PASSWORD }, theirs));
    await until429(() => thief.post("/api/account/confirm", undefined, theirs));
    expect((await again.post("/api/account/confirm", undefined, from())).status).not.toBe(429);
    const changed = { currentPassword: PASSWORD, password: `${PASSWORD} anew` };
    expect((await again.post("/api/account/password", changed, from())).status).toBeLessThan(300);
    expect((await again.delete("/api/account/sessions", undefined)).status).toBe(204);
    expect((await thief.get("/api/me")).status).toBe(401);
  });
});

describe("D7: a repeated refusal", () => {
  const costOf = async (ask: () => Promise<{ status: number }>) => {
    const before = [cloud.redis.requests(), cloud.postgres.requests()] as const;
    expect((await ask()).status).toBe(429);
    return [cloud.redis.requests() - before[0], cloud.postgres.requests() - before[1]];
  };

  it("by address costs no call to Redis or Postgres", async () => {
    const headers = from();
    await fromOneAddress("username", LIMITS.username.address[0], headers);
    const ask = () => CALLS.username(headers, "again");
    expect((await ask()).status).toBe(429);
    for (let i = 0; i < 5; i++) expect(await costOf(ask)).toEqual([0, 0]);
  });

  it("by account costs only the address's count", async () => {
    const mina = new Visitor();
    await mina.post("/api/signup", { username: "asks-again", password: PASSWORD }, from());
    const ask = () => mina.post("/api/account/password", { currentPassword: "wrong", password: PASSWORD }, from());
    for (let i = 0; i < LIMITS.account.account[0]; i++) await ask();
    const once = await redisRequestsOf(() => CALLS.username(from(), "once-counted"));
    expect((await ask()).status).toBe(429);
    expect(await costOf(ask)).toEqual([once, 0]);
  });
});

describe("an address", () => {
  const spent = async (address: string) => (await CALLS.username(from(address), "mina")).status === 429;
  const spend = (address: string) => fromOneAddress("username", LIMITS.username.address[0], from(address));

  it("of IPv6 is its /64, in any spelling", async () => {
    await spend("2001:db8:0:1::1");
    expect(await spent("2001:db8:0:1::1")).toBe(true);
    expect(await spent("2001:0DB8:0000:0001:ffff:ffff:ffff:ffff")).toBe(true);
    expect(await spent("2001:db8:0:2::1")).toBe(false);
    expect(await spent("2001:db8::1")).toBe(false);
  });

  it("is taken from the platform's header; headers that a client may choose change nothing", async () => {
    await spend("198.51.100.7");
    const invented = { "x-forwarded-for": "192.0.2.1", forwarded: "for=192.0.2.1", "x-real-ip": "192.0.2.1" };
    const answer = await CALLS.username({ ...from("198.51.100.7"), ...invented }, "mina");
    expect(answer.status).toBe(429);
  });
});

describe("the stored counters", () => {
  const storedKeys = (pattern: string) =>
    new Redis({
      url: cloud.env.UPSTASH_REDIS_REST_URL ?? "",
      token: cloud.env.UPSTASH_REDIS_REST_TOKEN ?? "",
    }).keys(pattern);

  it("of an address do not reveal it to somebody who hashes all addresses", async () => {
    await CALLS.username(from("198.51.100.98"), "hashed");
    const keys = await storedKeys("preview:limit:username:*");
    expect(keys.length).toBeGreaterThan(0);
    for (const text of ["198.51.100.98", "address 198.51.100.98"]) {
      expect(keys.join("\n")).not.toContain(toBase64((await sha256(text)).subarray(0, 18)));
    }
  });

  it("expire, have the deployment's prefix, and contain no names", async () => {
    const redis = new Redis({
      url: cloud.env.UPSTASH_REDIS_REST_URL ?? "",
      token: cloud.env.UPSTASH_REDIS_REST_TOKEN ?? "",
    });
    await CALLS.enter(from("198.51.100.99"), "watched-name");
    const keys = await redis.keys("preview:limit:*");
    expect(keys.length).toBeGreaterThan(5);
    for (const key of keys) {
      expect(key).toMatch(
        /^preview:limit:(signup|enter|passkey|username|recovery|account|room|direct|ticket|settings|signOut|change|logout|invite):(address|account|everywhere):[\w+/]{24}:\d+$/,
      );
      const ttlMs = await redis.pttl(key);
      // -2: it has expired since it was listed.
      expect(ttlMs === -2 || ttlMs > 0).toBe(true);
      expect(ttlMs).toBeLessThanOrEqual(3_600_000);
    }
  });
});

describe("D5: without Redis", () => {
  it("authentication is refused and everything else is answered; once Redis is back both work as before", async () => {
    await cloud.redis.stop();
    const shut = [await CALLS.signup(from(), "away"), await CALLS.enter(from(), "away")];
    const asked = await CALLS.username(from(), "away");
    await cloud.redis.start();
    for (const answer of shut) {
      expect(answer.status).toBe(503);
      expect(answer.json.code).toBe("unavailable");
      expect(answer.headers.get("retry-after")).toBe("5");
    }
    expect(asked.json).toEqual({ exists: false });
    expect((await CALLS.enter(from(), "away")).status).toBe(404);
  });

  it("a signed-in account continues within the same limits", async () => {
    const mina = await signedUp("away");
    const { id: roomId } = await newRoom(mina, "떠 있는 방");
    await cloud.redis.stop();
    const [allowed] = LIMITS.ticket.account;
    const statuses: number[] = [];
    for (let i = 0; i <= allowed; i++) statuses.push((await mina.post(`/api/rooms/${roomId}/ticket`)).status);
    await cloud.redis.start();
    expect(statuses.slice(0, -1).every((status) => status === 200)).toBe(true);
    expect(statuses.at(-1)).toBe(429);
  });
});

it("D7: public health costs one query in ten seconds", async () => {
  const clock = vi.spyOn(performance, "now");
  const ask = async (atMs: number) => {
    clock.mockReturnValue(atMs);
    const before = [cloud.postgres.requests(), cloud.redis.requests()] as const;
    const { json } = await new Visitor().get("/api/health");
    expect(json).toEqual({ up: true });
    return [cloud.postgres.requests() - before[0], cloud.redis.requests() - before[1]];
  };
  expect([await ask(100_000), await ask(109_999), await ask(110_000)]).toEqual([
    [1, 0],
    [0, 0],
    [1, 0],
  ]);
  clock.mockRestore();
});

it("D7: health's details are read once in two seconds", async () => {
  const clock = vi.spyOn(performance, "now");
  const isRedisUp = async (atMs: number) => {
    clock.mockReturnValue(atMs);
    return (await new Visitor().get("/api/health", MONITOR)).json.redis.up;
  };
  expect(await isRedisUp(10_000)).toBe(true);
  await cloud.redis.stop();
  const during = [await isRedisUp(11_999), await isRedisUp(12_000)];
  await cloud.redis.start();
  expect([...during, await isRedisUp(14_000)]).toEqual([true, false, true]);
  clock.mockRestore();
});

it("D6: no response in this file contains a hash, a secret or a driver's message", () => expectNoLeaks(cloud.env));
