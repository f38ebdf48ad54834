/** Rooms on Cloudflare: the build command and the real wrangler, in front of a fake of Cloudflare's API. */
import { neon, neonConfig } from "@neondatabase/serverless";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ROOM_VARIABLES } from "@/lib/server/env";
import { slugOf } from "@/scripts/deploy/slug";
import { checkWorker, WORKER_LIMITS } from "@/scripts/deploy/worker";
import { startTestCloud, type TestCloud } from "@/tests/api/cloud";
import { ACCOUNT, CLOUDFLARE, type StandInCloudflare, standInCloudflare } from "./stand-in-cloudflare";
import { NEON, type Ran, runScript, type StandInNeon, standInNeon } from "./stand-ins";

/** Each build bundles the rooms, and most upload them too. */
vi.setConfig({ testTimeout: 120_000 });

let cloud: TestCloud;
let cloudflare: StandInCloudflare;
let neonApi: StandInNeon;
const sql = () => neon(`${cloud.env.DATABASE_URL}`);

beforeAll(async () => {
  cloud = await startTestCloud();
  neonConfig.fetchFunction = undefined;
});
afterAll(() => cloud.stop());
beforeEach(async () => {
  cloudflare = await standInCloudflare();
  neonApi = await standInNeon(() => `${cloud.env.DATABASE_URL}`);
  await forgetDatabase();
});
afterEach(async () => {
  await cloudflare.close();
  await neonApi.close();
});

async function forgetDatabase() {
  const texts = ["drop schema if exists drizzle cascade", "drop schema public cascade", "create schema public"];
  await sql().transaction(texts.map((text) => sql().query(text)));
}

const SECRETS = {
  TICKET_SECRET: "production-ticket-secret-0123456789abcdef",
  SESSION_SECRET: "production-session-secret-0123456789abcdef",
};
const PREVIEW_SECRET = "previews-own-secret-0123456789abcdef0123";
const BRANCH = "기능/사랑방";
const OTHER_ACCOUNT = ACCOUNT.replace("0", "f");

type Variables = Record<string, string>;

const everywhere = () => ({
  ...CLOUDFLARE,
  CLOUDFLARE_API_BASE_URL: cloudflare.url,
  UPSTASH_REDIS_REST_URL: `${cloud.env.UPSTASH_REDIS_REST_URL}`,
  UPSTASH_REDIS_REST_TOKEN: `${cloud.env.UPSTASH_REDIS_REST_TOKEN}`,
  NEON_FETCH_ENDPOINT: `${cloud.env.NEON_FETCH_ENDPOINT}`,
  VERCEL_GIT_COMMIT_SHA: "0123456789abcdef",
});
const production = (): Variables => ({
  ...everywhere(),
  ...SECRETS,
  VERCEL_ENV: "production",
  VERCEL_PROJECT_PRODUCTION_URL: "sarangbang.vercel.app",
  DATABASE_URL: `${cloud.env.DATABASE_URL}`,
});
const preview = (owner = "mina", branch = BRANCH): Variables => ({
  ...everywhere(),
  ...NEON,
  NEON_API_URL: neonApi.url,
  PREVIEW_SECRET,
  PRODUCTION_CLOUDFLARE_ACCOUNT_ID: OTHER_ACCOUNT,
  VERCEL_ENV: "preview",
  VERCEL_GIT_COMMIT_REF: branch,
  VERCEL_GIT_REPO_OWNER: owner,
  VERCEL_BRANCH_URL: "sarangbang-git-branch-mina.vercel.app",
});
const without = (variables: Variables, ...names: string[]): Variables =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => !names.includes(name)));

const build = (variables: Variables, ...args: string[]) => runScript("scripts/build-vercel.ts", variables, args);
const screensOf = ({ asked }: Ran) => asked.find(({ program }) => program === "next");
const tables = async () => (await sql().query("select tablename from pg_tables where schemaname = 'public'")).length;

function bindingsOf(worker: string) {
  const bindings = cloudflare.workers.get(worker)?.bindings ?? [];
  const of = (type: string) => bindings.filter((each) => each.type === type);
  const texts = (type: string) => Object.fromEntries(of(type).map(({ name, text }) => [name, text]));
  return {
    objects: Object.fromEntries(of("durable_object_namespace").map((each) => [each.name, each.class_name])),
    secrets: texts("secret_text"),
    plain: texts("plain_text"),
  };
}

/** Asserts that no secret is in a log, in any process's arguments, or in a file that stays. */
function expectNoSecrets(ran: Ran, variables: Record<string, string>) {
  const kept = [ran.output, ...ran.arguments.flat()].join("\n");
  const secret = /SECRET|TOKEN|KEY$|DATABASE_URL/;
  for (const [name, value] of Object.entries(variables)) if (secret.test(name)) expect(kept).not.toContain(value);
  expect(ran.left.filter((file) => file.includes("sarangbang-rooms"))).toEqual([]);
}

function expectRefused(ran: Ran, ...sayings: string[]) {
  expect(ran.code).toBe(1);
  for (const saying of sayings) expect(ran.output).toContain(saying);
  expect(cloudflare.changes()).toEqual([]);
  expect(screensOf(ran)).toBeUndefined();
}

describe("production", () => {
  it("makes the Worker with SQLite objects and the rooms' variables, and passes its address to the web side", async () => {
    const ran = await build(production());
    expect(ran.output).toContain("Deploying production.");
    expect(ran.code).toBe(0);
    expect(cloudflare.changes()).toEqual([
      "PUT /workers/scripts/sarangbang?excludeScript=true&bindings_inherit=strict",
      "POST /workers/scripts/sarangbang/subdomain",
    ]);
    const [upload] = cloudflare.uploads();
    expect(upload?.agent).toContain("wrangler/");
    expect(upload?.metadata).toMatchObject({
      compatibility_date: "2026-11-01",
      migrations: { new_tag: "v1", steps: [{ new_sqlite_classes: ["RoomObject", "InboxObject"] }] },
      observability: { enabled: true },
      annotations: { "workers/message": "0123456 production" },
      code_update_strategy: { mode: "immediate" },
    });
    const { objects, secrets, plain } = bindingsOf("sarangbang");
    expect(objects).toEqual({ Main: "RoomObject", Inbox: "InboxObject" });
    expect(secrets).toEqual({
      DATABASE_URL: cloud.env.DATABASE_URL,
      UPSTASH_REDIS_REST_URL: cloud.env.UPSTASH_REDIS_REST_URL,
      UPSTASH_REDIS_REST_TOKEN: cloud.env.UPSTASH_REDIS_REST_TOKEN,
      NEON_FETCH_ENDPOINT: cloud.env.NEON_FETCH_ENDPOINT,
      TICKET_SECRET: SECRETS.TICKET_SECRET,
      ALLOWED_ORIGINS: "https://sarangbang.vercel.app",
    });
    expect(ROOM_VARIABLES).toEqual(expect.arrayContaining(Object.keys(secrets)));
    const [mark] = await sql().query("select id from drizzle.deployment");
    expect(plain).toEqual({
      DEPLOYMENT: `production:${mark?.id}`,
      DEPLOYMENT_FINGERPRINT: expect.stringMatching(/^\w{64}$/),
    });
    expect(cloudflare.workers.get("sarangbang")?.code).toContain("Sarangbang rooms");
    expect(screensOf(ran)?.env.NEXT_PUBLIC_PARTYKIT_HOST).toBe("sarangbang.mina.workers.dev");
    expect(JSON.parse(screensOf(ran)?.env.DEPLOYED_ENV ?? "")).toEqual({
      NEXT_PUBLIC_PARTYKIT_HOST: "sarangbang.mina.workers.dev",
      CHAT_HOSTS: "sarangbang.vercel.app",
    });
    expectNoSecrets(ran, production());
  });

  it("a second run uploads nothing, so that no room restarts, and builds the web side with the same address", async () => {
    await build(production());
    const before = cloudflare.changes();
    const ran = await build({ ...production(), VERCEL_GIT_COMMIT_SHA: "another", VERCEL_URL: "another.vercel.app" });
    expect(ran.code).toBe(0);
    expect(ran.output).toContain("Unchanged: the rooms at sarangbang.mina.workers.dev go on.");
    expect(cloudflare.changes()).toEqual(before);
    expect(screensOf(ran)?.env.NEXT_PUBLIC_PARTYKIT_HOST).toBe("sarangbang.mina.workers.dev");
  });

  it("a changed variable is uploaded, and one that is no longer set is emptied", async () => {
    await build({ ...production(), MESSAGE_RATE: "5" });
    const ran = await build({ ...production(), MESSAGE_BURST: "50" });
    expect(ran.code).toBe(0);
    expect(cloudflare.changes().slice(2)).toEqual([
      "POST /workers/scripts/sarangbang/versions?bindings_inherit=strict",
      "POST /workers/scripts/sarangbang/deployments",
      "PATCH /workers/scripts/sarangbang/script-settings",
      "POST /workers/scripts/sarangbang/subdomain",
    ]);
    // The classes exist: creating them again would be refused.
    expect(cloudflare.uploads().at(-1)?.metadata?.migrations).toBeUndefined();
    expect(bindingsOf("sarangbang").secrets).toMatchObject({ MESSAGE_RATE: "", MESSAGE_BURST: "50" });
  });

  it.each([
    ["was rolled back", () => Object.assign(worker(), { serving: [...worker().versions.keys()][0] })],
    ["lost its address", () => Object.assign(worker(), { isOnWorkersDev: false })],
    ["has no version that serves", () => Object.assign(worker(), { serving: undefined })],
  ])("a Worker that %s since is deployed again", async (_, change) => {
    await build({ ...production(), MESSAGE_RATE: "5" });
    await build(production());
    change();
    await build(production());
    expect(cloudflare.uploads()).toHaveLength(3);
    expect(worker().serving).toBe([...worker().versions.keys()].at(-1));
    expect(worker().isOnWorkersDev).toBe(true);
    // Premise: without another change nothing is uploaded.
    await build(production());
    expect(cloudflare.uploads()).toHaveLength(3);
  });
  const worker = () => cloudflare.workers.get("sarangbang") ?? expect.fail("no Worker");

  it("a custom domain: the Worker is reachable there and nowhere else", async () => {
    const variables = {
      ...production(),
      // Neither domains nor accounts are case-sensitive.
      ROOMS_DOMAIN: "Rooms.Example.com",
      CLOUDFLARE_ACCOUNT_ID: ACCOUNT.toUpperCase(),
      CLOUDFLARE_ENV: "production",
      ALLOWED_ORIGINS: "https://chat.example.com, https://old.example.com",
    };
    const ran = await build(variables);
    expect(ran.code).toBe(0);
    expect(cloudflare.domains).toEqual(new Map([["rooms.example.com", "sarangbang"]]));
    expect(worker().isOnWorkersDev).toBe(false);
    expect(bindingsOf("sarangbang").secrets.ALLOWED_ORIGINS).toBe(
      "https://sarangbang.vercel.app,https://chat.example.com,https://old.example.com",
    );
    expect(screensOf(ran)?.env.NEXT_PUBLIC_PARTYKIT_HOST).toBe("rooms.example.com");
    expect(screensOf(ran)?.env.CHAT_HOSTS).toBe("sarangbang.vercel.app,chat.example.com,old.example.com");
    expect((await build(variables)).output).toContain("Unchanged: the rooms at rooms.example.com go on.");
  });

  it("a domain for the chat: pages there and at its www. counterpart may open sockets", async () => {
    await build({ ...production(), VERCEL_PROJECT_PRODUCTION_URL: "example.com" });
    const { secrets } = bindingsOf("sarangbang");
    expect(secrets.ALLOWED_ORIGINS).toBe("https://example.com,https://www.example.com");
  });

  it("another name for the Worker, if sarangbang is taken", async () => {
    cloudflare.addWorker("sarangbang");
    const ran = await build({ ...production(), ROOMS_WORKER_NAME: "our-chat" });
    expect(ran.code).toBe(0);
    expect([...cloudflare.workers.keys()]).toEqual(["sarangbang", "our-chat"]);
    expect(worker().code).toBe("another's");
  });
});

describe("previews", () => {
  it("a preview has a Worker of its own, marked with its slug, and secrets that are not production's", async () => {
    const ran = await build(preview());
    const slug = slugOf({ branch: BRANCH, owner: "mina" });
    expect(ran.output).toContain(`Deploying preview of mina:${BRANCH}.`);
    expect(ran.code).toBe(0);
    expect([...cloudflare.workers.keys()]).toEqual([`sarangbang-${slug}`]);
    const { secrets, plain } = bindingsOf(`sarangbang-${slug}`);
    expect(plain.DEPLOYMENT).toBe(`preview:${NEON.NEON_PROJECT_ID}:${slug}`);
    expect(secrets).toMatchObject({
      KEY_PREFIX: `preview:${slug}:`,
      TICKET_SECRET: expect.stringMatching(/^[0-9a-f]{64}$/),
      ALLOWED_ORIGINS: "https://sarangbang-git-branch-mina.vercel.app",
    });
    expect(screensOf(ran)?.env.NEXT_PUBLIC_PARTYKIT_HOST).toBe(`sarangbang-${slug}.mina.workers.dev`);
    expectNoSecrets(ran, { ...preview(), ...(secrets as Variables) });
  });

  it("branches of the same name of two forks are two previews", async () => {
    expect((await build(preview("jiho"))).code).toBe(0);
    await forgetDatabase();
    expect((await build(preview("Sua"))).code).toBe(0);
    const names = [slugOf({ branch: BRANCH, owner: "jiho" }), slugOf({ branch: BRANCH, owner: "sua" })];
    expect([...cloudflare.workers.keys()]).toEqual(names.map((slug) => `sarangbang-${slug}`));
    expect(neonApi.branches.slice(1).map(({ name }) => name)).toEqual(names.map((slug) => `preview-${slug}`));
    const [one, two] = names.map((slug) => bindingsOf(`sarangbang-${slug}`).secrets);
    expect(one?.TICKET_SECRET).not.toBe(two?.TICKET_SECRET);
    expect(one?.KEY_PREFIX).not.toBe(two?.KEY_PREFIX);
  });

  it.each(["사랑방-".repeat(50), "--name=🎉/$(id)`id`;'|&\""])(
    "a branch called %s has a preview like any other, and is deleted like any other",
    async (branch) => {
      const ran = await build(preview("mina", branch));
      expect(ran.output).toContain(`Deploying preview of mina:${branch}.`);
      expect(ran.code).toBe(0);
      const slug = slugOf({ branch, owner: "mina" });
      expect([...cloudflare.workers.keys()]).toEqual([`sarangbang-${slug}`]);
      expect(cloudflare.uploads()[0]?.metadata?.annotations?.["workers/message"]).toBe(
        `0123456 preview of mina:${branch}`,
      );
      const clean = await runScript("scripts/deploy/cleanup.ts", { ...preview(), BRANCH: branch, OWNER: "Mina" });
      expect([clean.output, clean.code]).toEqual([expect.stringContaining(`sarangbang-${slug}: deleted`), 0]);
      expect([cloudflare.workers.size, neonApi.branches.length]).toEqual([0, 1]);
    },
  );

  it("a preview's Worker outlives its expired Neon branch: the next build takes it over", async () => {
    await build(preview());
    await forgetDatabase();
    neonApi.branches.splice(1);
    const ran = await build(preview());
    expect(ran.code).toBe(0);
    expect(cloudflare.workers.size).toBe(1);
  });
});

describe("refusals", () => {
  const accounts: [string, () => Variables, string[]][] = [
    [
      "a preview on production's Cloudflare account",
      () => ({ ...preview(), PRODUCTION_CLOUDFLARE_ACCOUNT_ID: ACCOUNT.toUpperCase() }),
      ["CLOUDFLARE_ACCOUNT_ID is production's", "an account of their own"],
    ],
    [
      "a preview without PRODUCTION_CLOUDFLARE_ACCOUNT_ID",
      () => without(preview(), "PRODUCTION_CLOUDFLARE_ACCOUNT_ID"),
      ["PRODUCTION_CLOUDFLARE_ACCOUNT_ID: not set"],
    ],
    [
      "a preview on production's Redis",
      () => ({ ...preview(), PRODUCTION_UPSTASH_REDIS_REST_URL: `${cloud.env.UPSTASH_REDIS_REST_URL}/` }),
      ["UPSTASH_REDIS_REST_URL is production's"],
    ],
    [
      "a fork that Vercel does not name",
      () => without(preview(), "VERCEL_GIT_REPO_OWNER"),
      ["VERCEL_GIT_REPO_OWNER: not set"],
    ],
    [
      "no account and no token",
      () => without(production(), "CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_API_TOKEN"),
      ["CLOUDFLARE_ACCOUNT_ID: not set. Cloudflare dashboard", "CLOUDFLARE_API_TOKEN: not set. Cloudflare dashboard"],
    ],
    [
      "a project that was on PartyKit",
      () => ({ ...without(production(), "CLOUDFLARE_API_TOKEN"), PARTYKIT_LOGIN: "mina", PARTYKIT_TOKEN: "a token" }),
      ["CLOUDFLARE_API_TOKEN: not set", "ROOMS_HOST_KIND is partykit"],
    ],
    ["a missing secret", () => without(production(), "TICKET_SECRET"), ["TICKET_SECRET: not set. make one with"]],
    [
      "an invalid account id",
      () => ({ ...production(), CLOUDFLARE_ACCOUNT_ID: "mina" }),
      ["CLOUDFLARE_ACCOUNT_ID: not an account's id"],
    ],
    [
      "an account's id with a space after it",
      () => ({ ...production(), CLOUDFLARE_ACCOUNT_ID: `${ACCOUNT} ` }),
      ["CLOUDFLARE_ACCOUNT_ID: has a space or line break", "Cloudflare dashboard"],
    ],
    [
      "a token and a secret with a line break, which only the rooms or only the screens might accept",
      () => ({ ...production(), CLOUDFLARE_API_TOKEN: "a token\n", TICKET_SECRET: `\n${SECRETS.TICKET_SECRET}` }),
      ["CLOUDFLARE_API_TOKEN: has a space or line break", "TICKET_SECRET: has a space or line break"],
    ],
    [
      "a value in quotation marks",
      () => ({ ...production(), UPSTASH_REDIS_REST_TOKEN: '"a token"' }),
      ["UPSTASH_REDIS_REST_TOKEN: is in quotation marks"],
    ],
    [
      "rooms at the chat's own address",
      () => ({ ...production(), VERCEL_PROJECT_PRODUCTION_URL: "example.com", ROOMS_DOMAIN: "www.Example.com" }),
      ["ROOMS_DOMAIN is www.Example.com, the address of the chat itself"],
    ],
    [
      "rooms at an address with https:// before it",
      () => ({ ...production(), ROOMS_DOMAIN: "https://rooms.example.com" }),
      ["ROOMS_DOMAIN: not a host's name"],
    ],
    [
      "a name that is too long",
      () => ({ ...production(), ROOMS_WORKER_NAME: "r".repeat(52) }),
      ["Cloudflare allows 51 characters. ROOMS_WORKER_NAME may have 51."],
    ],
    [
      "a name that no Worker may have",
      () => ({ ...preview(), ROOMS_WORKER_NAME: "sarangbang-" }),
      ["ROOMS_WORKER_NAME: small letters"],
    ],
    [
      "a name with which a preview's is too long",
      () => ({ ...preview("mina", "a".repeat(60)), ROOMS_WORKER_NAME: "sarangbangs" }),
      ["ROOMS_WORKER_NAME may have 10 for previews"],
    ],
    [
      "an origin with a path",
      () => ({ ...production(), ALLOWED_ORIGINS: "https://chat.example.com/" }),
      ['ALLOWED_ORIGINS has "https://chat.example.com/", which is not an origin'],
    ],
  ];

  it.each(accounts)("%s is refused before the first request", async (_, variables, sayings) => {
    const ran = await build(variables());
    expectRefused(ran, "Nothing was deployed.", ...sayings);
    expect(cloudflare.asked).toEqual([]);
    expect(neonApi.asked).toEqual([]);
    expectNoSecrets(ran, variables());
  });

  it.skipIf(Number.parseInt(process.versions.node, 10) >= 22)(
    "a build of Vercel's on a Node.js version that wrangler does not support",
    async () => {
      const ran = await build({ ...production(), VERCEL: "1" });
      expectRefused(ran, "wrangler needs 22.x or 24.x", "Node.js Version");
    },
  );

  const fill = (count: number) => {
    for (let i = 0; i < count; i++) cloudflare.addWorker(`worker-${i}`);
  };
  const places: [string, () => void, Variables, string[]][] = [
    [
      "a name that somebody else's Worker has",
      () => cloudflare.addWorker("sarangbang"),
      {},
      ["already has a Worker called sarangbang, and this command did not deploy it", "Set ROOMS_WORKER_NAME"],
    ],
    [
      "a name that another chat's Worker has",
      () => cloudflare.addWorker("sarangbang", "production:another"),
      {},
      ["it is marked production:another", "Set ROOMS_WORKER_NAME"],
    ],
    ["an account with 100 Workers", () => fill(100), {}, ["the account has 100 Workers", "CLOUDFLARE_PLAN"]],
    [
      "an account without a workers.dev subdomain",
      () => Object.assign(cloudflare, { subdomain: undefined }),
      {},
      ["no workers.dev subdomain yet", `https://dash.cloudflare.com/${ACCOUNT}/workers/onboarding`],
    ],
    [
      "a domain that another Worker answers at",
      () => cloudflare.domains.set("rooms.example.com", "shop"),
      { ROOMS_DOMAIN: "rooms.example.com" },
      ["rooms.example.com is the address of the Worker shop"],
    ],
    [
      "a token that may not",
      () => {},
      { CLOUDFLARE_API_TOKEN: "a token of another account" },
      ["Cloudflare answers 403: Authentication error (10000)", "may it edit Workers?"],
    ],
  ];

  it.each(places)("%s is refused before any upload or migration", async (_, given, variables, sayings) => {
    given();
    const ran = await build({ ...production(), ...variables });
    expectRefused(ran, "Stopped at 2/5, a place for the Worker sarangbang", "Nothing was uploaded", ...sayings);
    expect(await tables()).toBe(0);
    expectNoSecrets(ran, { ...production(), ...variables });
  });

  it("a paid plan allows more than 100 Workers", async () => {
    fill(100);
    expect((await build({ ...production(), CLOUDFLARE_PLAN: "paid" })).code).toBe(0);
  });

  it("a bundle that is too large for the plan is refused", async () => {
    process.env.CLOUDFLARE_API_BASE_URL = cloudflare.url;
    const allowed = WORKER_LIMITS.free.gzipMiB;
    WORKER_LIMITS.free.gzipMiB = 0.1;
    const account = { id: ACCOUNT, token: CLOUDFLARE.CLOUDFLARE_API_TOKEN, api: cloudflare.url };
    const checked = checkWorker({ kind: "cloudflare", name: "sarangbang", account, plan: "free" }, "production:1");
    await expect(checked).rejects.toThrow(
      /bundle has 0\.\d MiB compressed, and a Worker on a free plan may have 0\.1 MiB/,
    );
    WORKER_LIMITS.free.gzipMiB = allowed;
  });
});

describe("failures", () => {
  it.each([
    [400, 10021, "Uncaught SyntaxError: Unexpected token"],
    [500, 10013, "workers.api.error.unknown"],
  ])("an upload that is answered with %d stops the build, and the next one succeeds", async (status, code, why) => {
    cloudflare.refuse("PUT /workers/scripts/", status, code, why);
    const ran = await build(production());
    expect(ran.code).toBe(1);
    expect(ran.output).toContain(why);
    expect(ran.output).toMatch(
      /Stopped at 4\/5, rooms as the Worker sarangbang: wrangler deploy ended with exit code 1/,
    );
    expect(ran.output).toContain("CLOUDFLARE_API_TOKEN");
    expect(screensOf(ran)).toBeUndefined();
    expect(cloudflare.workers.size).toBe(0);
    expectNoSecrets(ran, production());
    cloudflare.forgive();
    expect((await build(production())).code).toBe(0);
  });

  it("a version that was uploaded and could not be deployed is deployed by the next build", async () => {
    await build({ ...production(), MESSAGE_RATE: "5" });
    const serving = cloudflare.workers.get("sarangbang")?.serving;
    cloudflare.refuse("POST /workers/scripts/sarangbang/deployments", 500, 10013, "workers.api.error.unknown");
    const ran = await build(production());
    expect(ran.code).toBe(1);
    expect(ran.output).toContain("workers.api.error.unknown");
    expect(screensOf(ran)).toBeUndefined();
    // Premise: the newest version is this build's, and the one before serves.
    expect(bindingsOf("sarangbang").secrets.MESSAGE_RATE).toBe("");
    expect(cloudflare.workers.get("sarangbang")?.serving).toBe(serving);
    cloudflare.forgive();
    expect((await build(production())).code).toBe(0);
    expect(cloudflare.uploads()).toHaveLength(3);
    expect(cloudflare.workers.get("sarangbang")?.serving).not.toBe(serving);
  });

  it("an address that fails after the upload is tried again, although the code is unchanged", async () => {
    const domain = { ROOMS_DOMAIN: "rooms.example.com" };
    cloudflare.refuse("PUT /workers/scripts/sarangbang/domains", 400, 100117, "Hostname already has DNS records");
    const ran = await build({ ...production(), ...domain });
    expect(ran.code).toBe(1);
    expect(ran.output).toContain("Hostname already has DNS records");
    expect(screensOf(ran)).toBeUndefined();
    cloudflare.forgive();
    const second = await build({ ...production(), ...domain });
    expect(second.code).toBe(0);
    expect(cloudflare.domains.get("rooms.example.com")).toBe("sarangbang");
  });
});

it.each([
  ["production", production, 5],
  ["a preview", preview, 6],
])("a dry run of %s prints each step and runs none", async (_, variables, steps) => {
  const ran = await build(variables(), "--dry-run");
  expect(ran.code).toBe(0);
  expect(ran.output.match(/^\d\/\d .*: /gm)).toHaveLength(steps);
  expect(ran.output).toContain("wrangler deploy --name sarangbang");
  expect(ran.output).toContain("TICKET_SECRET=•••");
  expectNoSecrets(ran, variables());
  expect([cloudflare.asked, neonApi.asked, ran.asked]).toEqual([[], [], []]);
  expect(await tables()).toBe(0);
});
