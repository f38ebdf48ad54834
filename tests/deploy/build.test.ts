/**
 * The build command of Vercel, with rooms on PartyKit and fakes of the services: its requests, their order, and its
 * refusals.
 */
import { neon, neonConfig } from "@neondatabase/serverless";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { slugOf } from "@/scripts/deploy/slug";
import { startTestCloud, type TestCloud } from "@/tests/api/cloud";
import { NEON, type Ran, runScript, type StandInNeon, standInNeon } from "./stand-ins";

let cloud: TestCloud;
let api: StandInNeon;

beforeAll(async () => {
  cloud = await startTestCloud();
  neonConfig.fetchFunction = undefined;
});
afterAll(() => cloud.stop());
beforeEach(async () => {
  api = await standInNeon(() => `${cloud.env.DATABASE_URL}`);
  const sql = neon(`${cloud.env.DATABASE_URL}`);
  await sql.transaction(
    ["drop schema if exists drizzle cascade", "drop schema public cascade", "create schema public"].map((text) =>
      sql.query(text),
    ),
  );
});
afterEach(() => api.close());

const SECRETS = {
  TICKET_SECRET: "production-ticket-secret-0123456789abcdef",
  SESSION_SECRET: "production-session-secret-0123456789abcdef",
};
const PREVIEW_SECRET = "previews-own-secret-0123456789abcdef0123";
const BRANCH = "기능/사랑방";
const SLUG = slugOf({ branch: BRANCH, owner: "mina" });

const everywhere = () => ({
  UPSTASH_REDIS_REST_URL: `${cloud.env.UPSTASH_REDIS_REST_URL}`,
  UPSTASH_REDIS_REST_TOKEN: `${cloud.env.UPSTASH_REDIS_REST_TOKEN}`,
  NEON_FETCH_ENDPOINT: `${cloud.env.NEON_FETCH_ENDPOINT}`,
  ROOMS_HOST_KIND: "partykit",
  PARTYKIT_LOGIN: "Mina",
  PARTYKIT_TOKEN: "partykit-token-of-mina",
});
const production = () => ({
  ...everywhere(),
  ...SECRETS,
  VERCEL_ENV: "production",
  VERCEL_GIT_COMMIT_REF: "main",
  VERCEL_PROJECT_PRODUCTION_URL: "sarangbang.vercel.app",
  DATABASE_URL: `${cloud.env.DATABASE_URL}`,
});
const preview = (branch = BRANCH) => ({
  ...everywhere(),
  ...NEON,
  NEON_API_URL: api.url,
  PREVIEW_SECRET,
  PRODUCTION_PARTYKIT_LOGIN: "jiho",
  VERCEL_ENV: "preview",
  VERCEL_GIT_COMMIT_REF: branch,
  VERCEL_GIT_REPO_OWNER: "mina",
  VERCEL_BRANCH_URL: "sarangbang-git-branch-mina.vercel.app",
});

const build = (variables: Record<string, string>, ...args: string[]) =>
  runScript("scripts/build-vercel.ts", variables, args);
const without = (variables: Record<string, string>, ...names: string[]) =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => !names.includes(name)));
const programs = ({ asked }: Ran) => asked.map(({ program }) => program);
const owner = async () =>
  (await neon(`${cloud.env.DATABASE_URL}`).query("select owner from drizzle.deployment"))[0]?.owner;
const tables = async () =>
  (await neon(`${cloud.env.DATABASE_URL}`).query("select tablename from pg_tables where schemaname = 'public'")).length;

/** The variables passed to `partykit deploy` with `--var`. */
function variablesOf(ran: Ran): Record<string, string> {
  const args = ran.asked.find(({ program }) => program === "partykit")?.args ?? [];
  const pairs = args.flatMap((word, i) => (args[i - 1] === "--var" ? [word.split(/=(.*)/s).slice(0, 2)] : []));
  return Object.fromEntries(pairs);
}

/** Asserts that no complete secret is in the log. */
function expectNoSecrets({ output }: Ran, variables: Record<string, string>) {
  const secret = /SECRET|TOKEN|KEY$|DATABASE_URL/;
  for (const [name, value] of Object.entries(variables)) if (secret.test(name)) expect(output).not.toContain(value);
}

/** Variables that the rooms do not get. */
const OF_THE_WEB_SIDE = [
  ...["SESSION_SECRET", "HEALTH_TOKEN", "NEXT_PUBLIC_PARTYKIT_HOST", "KEY_PREFIX"],
  ...["S3_ACCESS_KEY_ID", "S3_BUCKET", "S3_ENDPOINT", "S3_REGION", "S3_SECRET_ACCESS_KEY"],
];

it("production: marks its database, migrates it, deploys the rooms, then builds the web side", async () => {
  const ran = await build({ ...production(), HEALTH_TOKEN: "a-token-of-the-web-side-alone" });
  expect(ran.output).toContain("Deploying production.");
  expect(ran.code).toBe(0);
  expect(await owner()).toBe("production");
  expect(await tables()).toBeGreaterThan(5);
  expect(ran.asked.map(({ program, args }) => [program, args[0]])).toEqual([
    ["partykit", "deploy"],
    ["next", "build"],
  ]);
  const [rooms, screens] = ran.asked;
  expect(rooms?.args).not.toContain("--preview");
  expect(rooms?.args).not.toContain("--domain");
  expect(variablesOf(ran)).toEqual({
    ...without(cloud.env, ...OF_THE_WEB_SIDE),
    TICKET_SECRET: SECRETS.TICKET_SECRET,
    ALLOWED_ORIGINS: "https://sarangbang.vercel.app",
  });
  expect(screens?.env.NEXT_PUBLIC_PARTYKIT_HOST).toBe("sarangbang.mina.partykit.dev");
  // Variables that the platform itself sets are not inlined in the code.
  expect(JSON.parse(screens?.env.DEPLOYED_ENV ?? "")).toEqual({
    NEXT_PUBLIC_PARTYKIT_HOST: "sarangbang.mina.partykit.dev",
    CHAT_HOSTS: "sarangbang.vercel.app",
  });
  expectNoSecrets(ran, production());
});

it("production on a custom domain: rooms and web side get it, and the chat's other addresses", async () => {
  const cloudflare = { CLOUDFLARE_ACCOUNT_ID: "0123456789abcdef".repeat(2), CLOUDFLARE_API_TOKEN: "cloudflare-token" };
  const more = {
    ROOMS_DOMAIN: "rooms.example.com",
    ALLOWED_ORIGINS: "https://chat.example.com, https://old.example.com",
  };
  const ran = await build({ ...production(), ...cloudflare, ...more, MESSAGE_RATE: "5" });
  expect(ran.code).toBe(0);
  expect(ran.asked[0]?.args.slice(0, 3)).toEqual(["deploy", "--domain", "rooms.example.com"]);
  expect(ran.asked[0]?.env).toMatchObject(cloudflare);
  expect(variablesOf(ran)).toMatchObject({
    ALLOWED_ORIGINS: "https://sarangbang.vercel.app,https://chat.example.com,https://old.example.com",
    MESSAGE_RATE: "5",
  });
  expect(ran.asked[1]?.env.NEXT_PUBLIC_PARTYKIT_HOST).toBe("rooms.example.com");
});

it("a preview has its own Neon branch, rooms, Redis keys and secrets", async () => {
  const ran = await build(preview());
  expect(ran.output).toContain(`Deploying preview of mina:${BRANCH}.`);
  expect(ran.code).toBe(0);
  expect(api.branches.map(({ name }) => name)).toEqual(["main", `preview-${SLUG}`]);
  expect(await owner()).toBe(`preview of mina:${BRANCH}`);
  expect(ran.asked[0]?.args.slice(0, 3)).toEqual(["deploy", "--preview", SLUG]);
  const told = variablesOf(ran);
  expect(told).toMatchObject({
    DATABASE_URL: cloud.env.DATABASE_URL,
    KEY_PREFIX: `preview:${SLUG}:`,
    ALLOWED_ORIGINS: "https://sarangbang-git-branch-mina.vercel.app",
  });
  expect(told.TICKET_SECRET).toMatch(/^[0-9a-f]{64}$/);
  const made = JSON.parse(ran.asked[1]?.env.DEPLOYED_ENV ?? "");
  expect(made).toEqual({
    DATABASE_URL: cloud.env.DATABASE_URL,
    KEY_PREFIX: told.KEY_PREFIX,
    TICKET_SECRET: told.TICKET_SECRET,
    SESSION_SECRET: expect.stringMatching(/^[0-9a-f]{64}$/),
    NEXT_PUBLIC_PARTYKIT_HOST: `${SLUG}.sarangbang.mina.partykit.dev`,
    CHAT_HOSTS: "sarangbang-git-branch-mina.vercel.app",
  });
  expect(new Set([made.TICKET_SECRET, made.SESSION_SECRET, PREVIEW_SECRET]).size).toBe(3);
  expectNoSecrets(ran, { ...preview(), ...made });
});

it("a second run uses the results of the first: no second branch, the same secrets, nothing to apply", async () => {
  const first = await build(preview());
  const second = await build(preview());
  expect(second.code).toBe(0);
  expect(second.output).toContain("Nothing to apply.");
  expect(first.output).toContain("Applied 0000_init");
  expect(api.asked.filter((line) => line.startsWith("POST"))).toHaveLength(1);
  expect(second.asked.map(({ args }) => args)).toEqual(first.asked.map(({ args }) => args));
});

it("a preview's Neon branch expires two weeks after its last build", async () => {
  const inDays = () => (Date.parse(`${api.branches.at(-1)?.expires_at}`) - Date.now()) / (24 * 60 * 60_000);
  await build(preview());
  expect(inDays()).toBeCloseTo(14, 1);
  Object.assign(api.branches.at(-1) ?? {}, { expires_at: new Date().toISOString() });
  await build(preview());
  expect(inDays()).toBeCloseTo(14, 1);
  expect(api.asked.filter((line) => line.startsWith("PATCH"))).toHaveLength(1);
});

it("waits while Neon is locked by another operation", async () => {
  for (let i = 0; i < 3; i++) api.refuse("POST /branches", 423, "project already has running operations");
  const ran = await build(preview());
  expect(ran.code).toBe(0);
  expect(api.asked.filter((line) => line === "POST /branches")).toHaveLength(4);
});

it("two builds of a branch at once: the second at Neon uses the first's branch", async () => {
  const other = () => api.branches.push({ id: "br-other", name: `preview-${SLUG}`, default: false });
  api.refuse("POST /branches", 409, "branch already exists", other);
  const ran = await build(preview());
  expect(ran.code).toBe(0);
  expect(api.asked).toContain("GET /branches/br-other/databases");
});

it("branches with similar names are two previews, with nothing in common", async () => {
  const [one, two] = [await build(preview("feature/x"), "--dry-run"), await build(preview("Feature-x"), "--dry-run")];
  const [first, second] = [one, two].map(({ output }) => /--preview (\S+)/.exec(output)?.[1]);
  expect(first).toMatch(/^feature-x-/);
  expect(second).toMatch(/^feature-x-/);
  expect(first).not.toBe(second);
});

const collisions: [string, () => [Record<string, string>, Record<string, string>]][] = [
  ["a preview, on production's database", () => [production(), preview()]],
  ["a preview, on another preview's", () => [preview("feature/y"), preview()]],
  ["production, on a preview's", () => [preview(), production()]],
];

it.each(collisions)("refuses %s", async (_, variables) => {
  const [before, after] = variables();
  expect((await build(before)).code).toBe(0);
  const was = await owner();
  const ran = await build(after);
  expect(ran.code).toBe(1);
  expect(ran.output).toContain(`this database is marked as that of ${was}`);
  expect(ran.output).toContain("drizzle.deployment");
  expect(ran.asked).toEqual([]);
  expect(await owner()).toBe(was);
});

/** Refusals before the first request, with their message. */
const refusals: [string, () => Record<string, string>, string[]][] = [
  [
    "production without its variables",
    () => ({ VERCEL_ENV: "production", ROOMS_HOST_KIND: "partykit", S3_ENDPOINT: "https://storage.example" }),
    [
      "S3_BUCKET: not set, but other variables of the storage are",
      "S3_SECRET_ACCESS_KEY: not set, but",
      "DATABASE_URL: not set. Neon console",
      "UPSTASH_REDIS_REST_URL: not set. Upstash console",
      "UPSTASH_REDIS_REST_TOKEN: not set. Upstash console",
      "TICKET_SECRET: not set. make one with `openssl rand -hex 32`",
      "SESSION_SECRET: not set. make another with",
      "PARTYKIT_LOGIN: not set. the login that `npx partykit token generate`",
      "PARTYKIT_TOKEN: not set. the token that",
      "VERCEL_PROJECT_PRODUCTION_URL: not set. set by Vercel",
    ],
  ],
  [
    "a fork's preview, which has no secrets",
    () => ({ VERCEL_ENV: "preview", VERCEL_GIT_COMMIT_REF: "patch-1", VERCEL_GIT_PULL_REQUEST_ID: "7" }),
    [
      "PREVIEW_SECRET: not set",
      "CLOUDFLARE_API_TOKEN: not set",
      "UPSTASH_REDIS_REST_TOKEN: not set",
      "gives none to a fork",
    ],
  ],
  ["a preview without Neon", () => without(preview(), "NEON_PROJECT_ID"), ["NEON_PROJECT_ID: not set. Neon console"]],
  [
    "a preview outside of a branch",
    () => without(preview(), "VERCEL_GIT_COMMIT_REF"),
    ["VERCEL_GIT_COMMIT_REF: not set"],
  ],
  [
    "a preview that could read production's secrets",
    () => ({ ...preview(), ...SECRETS }),
    ["TICKET_SECRET, SESSION_SECRET must not be set for previews"],
  ],
  [
    "a preview that could read production's database",
    () => ({ ...preview(), DATABASE_URL: "postgresql://u:hunter2@h/d" }),
    ["DATABASE_URL must not be set for previews"],
  ],
  [
    "a preview with a prefix of somebody's choice",
    () => ({ ...preview(), KEY_PREFIX: "p:" }),
    ["KEY_PREFIX must not be set for previews"],
  ],
  [
    "production with a preview's prefix",
    () => ({ ...production(), KEY_PREFIX: `preview:${SLUG}:` }),
    ["keys with such a prefix are deleted with a preview"],
  ],
  [
    "rooms on a domain without Cloudflare",
    () => ({ ...production(), ROOMS_DOMAIN: "rooms.example.com" }),
    ["CLOUDFLARE_ACCOUNT_ID: not set. with ROOMS_DOMAIN", "CLOUDFLARE_API_TOKEN: not set"],
  ],
  [
    "a preview under production's login",
    () => ({ ...preview(), PRODUCTION_PARTYKIT_LOGIN: "mina" }),
    ["PARTYKIT_LOGIN is production's"],
  ],
  [
    "a preview without PRODUCTION_PARTYKIT_LOGIN",
    () => without(preview(), "PRODUCTION_PARTYKIT_LOGIN"),
    ["PRODUCTION_PARTYKIT_LOGIN: not set. production's login"],
  ],
  ["an unknown host", () => ({ ...production(), ROOMS_HOST_KIND: "heroku" }), ["ROOMS_HOST_KIND: neither"]],
  [
    "short secrets",
    () => ({ ...production(), TICKET_SECRET: "hunter2" }),
    ["TICKET_SECRET: shorter than 32 characters"],
  ],
  [
    "a value that the rooms could not parse",
    () => ({ ...production(), MESSAGE_RATE: "fast-hunter2" }),
    ["MESSAGE_RATE"],
  ],
  ["a build outside of Vercel", () => without(production(), "VERCEL_ENV"), ["VERCEL_ENV is not set", "npm run dev"]],
];

it.each(refusals)("refuses %s, before the first request", async (_, variables, sayings) => {
  const ran = await build(variables());
  expect(ran.code).toBe(1);
  expect(ran.output).toContain("Nothing was deployed.");
  for (const saying of sayings) expect(ran.output).toContain(saying);
  expect(ran.output).not.toContain("hunter2");
  expect(ran.asked).toEqual([]);
  expect(api.asked).toEqual([]);
  expect(await tables()).toBe(0);
});

it("stops if Neon refuses, with Neon's reason", async () => {
  api.refuse("POST /branches", 422, "branches limit exceeded");
  const ran = await build(preview());
  expect(ran.code).toBe(1);
  expect(ran.output).toContain("Stopped at 1/5");
  expect(ran.output).toContain("Neon answers 422: branches limit exceeded");
  expect(ran.output).toContain("limit of branches");
  expect(ran.asked).toEqual([]);
});

it("stops if a migration fails: the previous rooms keep running", async () => {
  await neon(`${cloud.env.DATABASE_URL}`).query("create table users (id int)");
  const ran = await build(production());
  expect(ran.code).toBe(1);
  expect(ran.output).toContain("migration 0000_init was not applied");
  expect(ran.output).toContain("already exists");
  expect(ran.output).toContain("Fix the migration");
  expect(ran.asked).toEqual([]);
});

it.each([
  ["partykit", ["partykit"], "Check PARTYKIT_LOGIN and PARTYKIT_TOKEN"],
  ["next", ["partykit", "next"], "build again"],
])("stops if %s fails, and says what to do", async (failing, called, remedy) => {
  const ran = await build({ ...production(), FAILING: failing });
  expect(ran.code).toBe(1);
  expect(ran.output).toContain("it did not work");
  expect(ran.output).toMatch(/Stopped at \d\/4, .* ended with exit code 3/);
  expect(ran.output).toContain(remedy);
  expect(programs(ran)).toEqual(called);
});

it.each([
  ["production", production, 4],
  ["a preview", preview, 5],
])("a dry run of %s prints each step and runs none", async (_, variables, steps) => {
  const ran = await build(variables(), "--dry-run");
  expect(ran.code).toBe(0);
  expect(ran.output).toContain("Would deploy");
  expect(ran.output.match(/^\d\/\d .*: /gm)).toHaveLength(steps);
  expect(ran.output).toContain("TICKET_SECRET=•••");
  expect(ran.output).toContain("partykit deploy");
  expectNoSecrets(ran, variables());
  expect(ran.asked).toEqual([]);
  expect(api.asked).toEqual([]);
  expect(await tables()).toBe(0);
});

it("rooms that are drained before a move accept no connection, and reach the same stores", async () => {
  const ran = await runScript("scripts/deploy/drain.ts", production());
  expect(ran.code).toBe(0);
  expect(programs(ran)).toEqual(["partykit"]);
  const told = variablesOf(ran);
  expect(told.ALLOWED_ORIGINS).toBe("https://moved.invalid");
  expect(told.TICKET_SECRET).toMatch(/^[0-9a-f]{64}$/);
  expect(told).toMatchObject({
    DATABASE_URL: cloud.env.DATABASE_URL,
    UPSTASH_REDIS_REST_URL: cloud.env.UPSTASH_REDIS_REST_URL,
  });
  expectNoSecrets(ran, production());
});
