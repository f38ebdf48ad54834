/** The deletion of a preview: its rooms, its Neon branch, its keys in Redis; and nothing else. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { openRedis } from "@/lib/server/redis/redis";
import { neonBranch, previewPrefix, slugOf } from "@/scripts/deploy/slug";
import { startTestCloud, type TestCloud } from "@/tests/api/cloud";
import { ACCOUNT, CLOUDFLARE, type StandInCloudflare, standInCloudflare } from "./stand-in-cloudflare";
import { NEON, runScript, type StandInNeon, standInNeon } from "./stand-ins";

const BRANCH = "feature/$(rm -rf)`x`";
const SLUG = slugOf({ branch: BRANCH, owner: "mina" });
const OTHERS = slugOf({ branch: "feature/y", owner: "mina" });
const KEYS = 1_200;

let cloud: TestCloud;
let api: StandInNeon;
let cloudflare: StandInCloudflare;

beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());
beforeEach(async () => {
  api = await standInNeon(() => "");
  cloudflare = await standInCloudflare();
  for (const slug of [SLUG, OTHERS]) api.branches.push({ id: `br-${slug}`, name: neonBranch(slug), default: false });
  await cloud.redis.flush();
});
afterEach(async () => {
  await api.close();
  await cloudflare.close();
});

const access = () => ({
  UPSTASH_REDIS_REST_URL: `${cloud.env.UPSTASH_REDIS_REST_URL}`,
  UPSTASH_REDIS_REST_TOKEN: `${cloud.env.UPSTASH_REDIS_REST_TOKEN}`,
  ROOMS_HOST_KIND: "partykit",
  PARTYKIT_LOGIN: "mina",
  PARTYKIT_TOKEN: "partykit-token-of-mina",
  PRODUCTION_PARTYKIT_LOGIN: "jiho",
  ...NEON,
  NEON_API_URL: api.url,
  BRANCH,
  GITHUB_REPOSITORY_OWNER: "mina",
});
const onCloudflare = () => ({
  ...CLOUDFLARE,
  ROOMS_HOST_KIND: "",
  CLOUDFLARE_API_BASE_URL: cloudflare.url,
  PRODUCTION_CLOUDFLARE_ACCOUNT_ID: ACCOUNT.replace("0", "f"),
});
const addWorker = (slug: string, mark = `preview:${NEON.NEON_PROJECT_ID}:${slug}`) =>
  cloudflare.addWorker(`sarangbang-${slug}`, mark);
const redis = () => openRedis(access());
const clean = (variables: Record<string, string> = {}, ...args: string[]) =>
  runScript("scripts/deploy/cleanup.ts", { ...access(), ...variables }, args);

async function fillRedis() {
  const mine = Object.fromEntries(
    Array.from({ length: KEYS }, (_, i) => [`${previewPrefix(SLUG)}room:${i}:recent`, "x"]),
  );
  await redis().mset(mine);
  await redis().mset({ "room:1:recent": "production", [`${previewPrefix(OTHERS)}room:1:recent`]: "another preview" });
}

it("deletes the branch's rooms, Neon branch and keys, and leaves production's and other previews'", async () => {
  await fillRedis();
  const ran = await clean();
  expect(ran.output).toContain(`${KEYS} deleted`);
  expect(ran.code).toBe(0);
  expect(ran.asked.map(({ program, args }) => [program, ...args])).toEqual([
    ["partykit", "delete", "--force", "--preview", SLUG],
  ]);
  expect(api.branches.map(({ name }) => name)).toEqual(["main", neonBranch(OTHERS)]);
  expect((await redis().keys("*")).sort()).toEqual([`${previewPrefix(OTHERS)}room:1:recent`, "room:1:recent"]);
});

it("deletes the branch's Worker, and leaves other previews'", async () => {
  addWorker(SLUG);
  addWorker(OTHERS);
  const ran = await clean(onCloudflare());
  expect(ran.output).toContain(`Worker sarangbang-${SLUG}: deleted`);
  expect(ran.code).toBe(0);
  expect([...cloudflare.workers.keys()]).toEqual([`sarangbang-${OTHERS}`]);
  expect(cloudflare.changes()).toEqual([`DELETE /workers/services/sarangbang-${SLUG}?force=true`]);
  expect([ran.output, ...ran.arguments.flat()].join("\n")).not.toContain(CLOUDFLARE.CLOUDFLARE_API_TOKEN);
  const second = await clean(onCloudflare());
  expect(second.output).toContain(`Worker sarangbang-${SLUG}: there were none`);
  expect(second.code).toBe(0);
}, 60_000);

it.each(["production:1", `preview:another-project:${SLUG}`])(
  "a Worker marked %s stays, whatever its name",
  async (mark) => {
    addWorker(SLUG, mark);
    const ran = await clean(onCloudflare());
    expect(ran.code).toBe(1);
    expect(ran.output).toContain(`it is marked ${mark}`);
    expect(cloudflare.changes()).toEqual([]);
  },
);

it("a refusal of Cloudflare does not prevent the cleanup of Neon and Redis", async () => {
  addWorker(SLUG);
  cloudflare.refuse("DELETE", 500, 10013, "workers.api.error.unknown");
  const ran = await clean(onCloudflare());
  expect(ran.code).toBe(1);
  expect(ran.output).toContain(`Worker sarangbang-${SLUG}: not deleted`);
  expect(api.branches).toHaveLength(2);
}, 60_000);

it("a fork's preview is different from that of our branch of the same name", async () => {
  addWorker(SLUG);
  const ran = await clean({ ...onCloudflare(), OWNER: "jiho" });
  expect(ran.output).toContain("there were none");
  expect(cloudflare.workers.size).toBe(1);
});

it("production's account is refused", async () => {
  const ran = await clean({ ...onCloudflare(), PRODUCTION_CLOUDFLARE_ACCOUNT_ID: ACCOUNT });
  expect(ran.code).toBe(1);
  expect(ran.output).toContain("CLOUDFLARE_ACCOUNT_ID is production's");
  expect(cloudflare.asked).toEqual([]);
});

it("missing secrets of the workflow's environment are an error that names each", async () => {
  const ran = await clean({ ...onCloudflare(), CLOUDFLARE_API_TOKEN: "", UPSTASH_REDIS_REST_TOKEN: "" });
  expect(ran.code).toBe(1);
  expect(ran.output).toContain("Nothing was deleted.");
  expect(ran.output).toContain("CLOUDFLARE_API_TOKEN: not set. Cloudflare dashboard");
  expect(ran.output).toContain("UPSTASH_REDIS_REST_TOKEN: not set. Upstash console");
  expect([cloudflare.asked, api.asked]).toEqual([[], []]);
});

it("can be repeated: a missing resource is not a failure", async () => {
  await clean();
  const ran = await clean({ FAILING: "partykit", COMPLAINT: "Error: party not found" });
  expect(ran.output).toContain("there were none");
  expect(ran.output).toContain("there was none");
  expect(ran.output).toContain(": 0 deleted");
  expect(ran.code).toBe(0);
});

it("a failed deletion does not prevent the others, and is reported", async () => {
  await fillRedis();
  const ran = await clean({ FAILING: "partykit", COMPLAINT: "Error: session expired" });
  expect(ran.code).toBe(1);
  expect(ran.output).toContain(`rooms ${SLUG}: not deleted`);
  expect(api.branches).toHaveLength(2);
  expect(await redis().keys("*")).toHaveLength(2);
});

it("Neon's default branch stays, whatever its name", async () => {
  api.branches.splice(0, api.branches.length, { id: "br-default", name: neonBranch(SLUG), default: true });
  const ran = await clean();
  expect(ran.code).toBe(1);
  expect(ran.output).toContain("default branch, which stays");
  expect(api.asked.some((line) => line.startsWith("DELETE"))).toBe(false);
});

it("a dry run deletes nothing", async () => {
  await fillRedis();
  const ran = await clean({}, "--dry-run");
  expect(ran.output.match(/Would delete/g)).toHaveLength(3);
  expect(ran.asked).toEqual([]);
  expect(api.asked).toEqual([]);
  expect(await redis().keys("*")).toHaveLength(KEYS + 2);
});

it("without a branch's name nothing is deleted", async () => {
  const ran = await clean({ BRANCH: "", PARTYKIT_TOKEN: "" });
  expect(ran.code).toBe(1);
  expect(ran.output).toContain("BRANCH: not set");
  expect(ran.output).toContain("PARTYKIT_TOKEN: not set");
  expect(ran.asked).toEqual([]);
});
