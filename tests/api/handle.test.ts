import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { users } from "@/db/schema";
import { REQUEST_MAX_BYTES } from "@/lib/protocol/http/parameters";
import { newId } from "@/lib/shared/ids";
import { MONITOR, recordedCloud, type TestCloud } from "./cloud";
import { expectNoLeaks } from "./leaks";
import { backstage, PASSWORD, signedUp, Visitor } from "./web";

let cloud: TestCloud;
let mina: Visitor;
let log: ReturnType<typeof vi.spyOn>;
beforeAll(async () => {
  ({ cloud } = await recordedCloud());
  mina = await signedUp("mina");
}, 60_000);
beforeAll(() => {
  log = vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => log.mockClear());

const SIGNUP = "http://localhost:3000/api/signup";
const JSON_TYPE = { "content-type": "application/json" };

const raw = (body: BodyInit | undefined, headers: Record<string, string> = JSON_TYPE) =>
  // fetch requires `duplex` for a body that is a stream.
  new Visitor().send(new Request(SIGNUP, { method: "POST", headers, body, duplex: "half" } as RequestInit));

describe("D4: a body that is not our JSON", () => {
  it.each([
    ["no body", undefined],
    ["an empty body", ""],
    ["half a body", '{"username":'],
    ["words", "hello"],
    ["bytes that are not UTF-8", new Uint8Array([0x22, 0xff, 0xfe, 0x22])],
  ])("%s is malformed", async (_, body) => {
    const answer = await raw(body);
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({ type: "about:blank", title: "Bad Request", status: 400, code: "malformed" });
  });

  it.each<Record<string, string>>([
    {},
    { "content-type": "text/plain" },
    { "content-type": "application/x-www-form-urlencoded" },
  ])("%j is refused, whatever the body says", async (headers) => {
    const body = new TextEncoder().encode(JSON.stringify({ username: "typed", password: PASSWORD }));
    const answer = await raw(body, headers);
    expect(answer.status).toBe(415);
    expect(answer.json.code).toBe("unsupported_media_type");
  });

  it("a charset in the content type is accepted", async () => {
    const body = JSON.stringify({ username: "charset", password: PASSWORD });
    expect((await raw(body, { "content-type": "Application/JSON; charset=utf-8" })).status).toBe(201);
  });

  it("at most 16 KiB are read", async () => {
    const padded = (bytes: number) => JSON.stringify({ username: "x", password: "eight letters" }).padEnd(bytes, " ");
    expect((await raw(padded(REQUEST_MAX_BYTES))).status).toBe(422);
    const answer = await raw(padded(REQUEST_MAX_BYTES + 1));
    expect(answer.status).toBe(413);
    expect(answer.json.code).toBe("too_large");
  });

  it("an endless body is cancelled, and Content-Length is not trusted", async () => {
    let pulled = 0;
    let cancelled = false;
    const endless = new ReadableStream({
      pull: (controller) => {
        pulled += 1024;
        controller.enqueue(new Uint8Array(1024).fill(32));
      },
      cancel: () => {
        cancelled = true;
      },
    });
    const answer = await raw(endless, { ...JSON_TYPE, "content-length": "2" });
    expect(answer.status).toBe(413);
    expect(cancelled).toBe(true);
    expect(pulled).toBeLessThan(2 * REQUEST_MAX_BYTES);
  });
});

describe("another site's page", () => {
  const logout = (headers: Record<string, string>) => mina.post("/api/logout", undefined, headers);

  it.each<Record<string, string>>([
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "cross-site", origin: "http://localhost:3000" },
    { origin: "https://evil.example" },
    { origin: "http://localhost:3001" },
    { origin: "null" },
    { origin: "https://localhost:3000.evil.example", host: "localhost:3000" },
  ])("cannot write: %j", async (headers) => {
    const answer = await logout(headers);
    expect(answer.status).toBe(403);
    expect(answer.json.code).toBe("cross_site");
    expect((await mina.get("/api/me")).status).toBe(200);
  });

  it.each<Record<string, string>>([
    {},
    { "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "none" },
    { origin: "http://localhost:3000" },
    { origin: "https://chat.example", host: "chat.example" },
    { origin: "https://chat.example", host: "10.0.0.7:3000", "x-forwarded-host": "chat.example" },
  ])("is distinguished from our own page: %j", async (headers) => {
    const answer = await mina.post("/api/rooms", { name: "안" }, headers);
    expect(answer.status).toBe(201);
  });
});

describe("a bug of ours", () => {
  it("is an internal error without details, and the log contains no password's hash", async () => {
    await backstage().execute(sql`alter table ${users} add constraint test_breaks check (username_key <> 'broken')`);
    const answer = await new Visitor().post("/api/signup", { username: "broken", password: PASSWORD });
    expect(answer.status).toBe(500);
    expect(answer.json).toEqual({ type: "about:blank", title: "Internal Server Error", status: 500, code: "internal" });
    const logged = log.mock.calls.flat().join("\n");
    expect(logged).toContain("test_breaks");
    expect(logged).not.toMatch(/scrypt\$/);
  });
});

describe("health", () => {
  it("reports each dependency", async () => {
    const answer = await new Visitor().get("/api/health", MONITOR);
    const up = { up: true, latencyMs: expect.any(Number) };
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      up: true,
      database: up,
      redis: up,
      rooms: up,
      versions: { schema: expect.stringMatching(/^\d{4}_/), expected: expect.stringMatching(/^\d{4}_/) },
    });
    expect(answer.json.versions.schema).toBe(answer.json.versions.expected);
  });

  it.each<Record<string, string>>([
    {},
    { authorization: "Bearer guess" },
    { authorization: "Basic x" },
    { authorization: "%" },
  ])("without the token answers only `up`: %j", async (headers) => {
    const answer = await new Visitor().get("/api/health", headers);
    expect([answer.status, answer.json]).toEqual([200, { up: true }]);
  });

  it("reports the migration of the database, not only the one that the code expects", async () => {
    const { rows } = await backstage().execute(
      sql`delete from drizzle.__drizzle_migrations
          where created_at = (select max(created_at) from drizzle.__drizzle_migrations) returning hash, created_at`,
    );
    const older = (await new Visitor().get("/api/health", MONITOR)).json.versions;
    const [newest] = rows as { hash: string; created_at: string }[];
    const insert = (when: number) =>
      sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${newest?.hash}, ${when})`;
    await backstage().execute(insert(Number(newest?.created_at) + 1));
    const newer = (await new Visitor().get("/api/health", MONITOR)).json.versions;
    await backstage().execute(sql`update drizzle.__drizzle_migrations set created_at = created_at - 1
      where created_at = ${Number(newest?.created_at) + 1}`);
    expect(older.schema).toMatch(/^\d{4}_/);
    expect(older.schema).not.toBe(older.expected);
    expect(newer.schema).toBe("newer");
  });

  it("without Redis users can still sign in", async () => {
    await cloud.redis.stop();
    const answer = await new Visitor().get("/api/health", MONITOR);
    await cloud.redis.start();
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ database: { up: true }, redis: { up: false } });
  });
});

describe("C4: Postgres is unavailable", () => {
  const id = newId();
  beforeAll(() => cloud.postgres.stop());
  afterAll(() => cloud.postgres.start());

  it.each([
    ["GET", "/api/me"],
    ["GET", "/api/rooms"],
    ["POST", "/api/rooms"],
    ["GET", `/api/rooms/${id}`],
    ["POST", `/api/rooms/${id}/ticket`],
    ["GET", `/api/rooms/${id}/messages?before=9`],
    ["GET", "/api/users/mina"],
    ["POST", "/api/signup"],
    ["POST", "/api/enter"],
    ["POST", "/api/logout"],
  ])("%s %s says so, with Retry-After", async (method, path) => {
    const visitor = new Visitor();
    visitor.cookie = mina.cookie;
    const body = { username: "mina", password: PASSWORD, name: "방" };
    const answer = method === "GET" ? await visitor.get(path) : await visitor.post(path, body);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.json).toEqual({
      type: "about:blank",
      title: "Service Unavailable",
      status: 503,
      code: "unavailable",
    });
    expect(visitor.cookie).toBe(mina.cookie);
  });

  it("health is 503", async () => {
    const answer = await new Visitor().get("/api/health", MONITOR);
    expect(answer.status).toBe(503);
    expect(answer.json).toMatchObject({ database: { up: false }, redis: { up: true } });
  });
});

it("when Postgres is back, everything works as before", async () => {
  expect((await mina.get("/api/me")).json).toEqual({ user: mina.user });
});

it("D6: no response in this file contains a hash, a secret or a driver's message", () => expectNoLeaks(cloud.env));
