/** The sweep: previews whose branch is gone are deleted, and nothing else is. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { openRedis } from "@/lib/server/redis/redis";
import { neonBranch, previewMark, previewPrefix, slugOf } from "@/scripts/deploy/slug";
import { startTestCloud, type TestCloud } from "@/tests/api/cloud";
import { ACCOUNT, CLOUDFLARE, type StandInCloudflare, standInCloudflare } from "./stand-in-cloudflare";
import {
  NEON,
  REPOSITORY,
  runScript,
  type StandInGitHub,
  type StandInNeon,
  standInGitHub,
  standInNeon,
} from "./stand-ins";

vi.setConfig({ testTimeout: 60_000 });

let cloud: TestCloud;
let cloudflare: StandInCloudflare;
let neon: StandInNeon;
let github: StandInGitHub;

beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());
beforeEach(async () => {
  cloudflare = await standInCloudflare();
  neon = await standInNeon(() => "");
  github = await standInGitHub();
  await cloud.redis.flush();
});
afterEach(() => Promise.all([cloudflare.close(), neon.close(), github.close()]));

const variables = () => ({
  ...CLOUDFLARE,
  ...NEON,
  CLOUDFLARE_API_BASE_URL: cloudflare.url,
  NEON_API_URL: neon.url,
  GITHUB_API_URL: github.url,
  GITHUB_REPOSITORY: REPOSITORY,
  PRODUCTION_CLOUDFLARE_ACCOUNT_ID: ACCOUNT.replace("0", "f"),
  UPSTASH_REDIS_REST_URL: `${cloud.env.UPSTASH_REDIS_REST_URL}`,
  UPSTASH_REDIS_REST_TOKEN: `${cloud.env.UPSTASH_REDIS_REST_TOKEN}`,
});
const sweep = (more: Record<string, string> = {}, ...args: string[]) =>
  runScript("scripts/deploy/sweep.ts", { ...variables(), ...more }, args);

const addWorker = (name: string, mark?: string) => cloudflare.addWorker(name, mark);
const addNeon = (slug: string) => neon.branches.push({ id: `br-${slug}`, name: neonBranch(slug), default: false });

async function addPreview(branch: string, owner = "mina"): Promise<string> {
  const slug = slugOf({ branch, owner });
  addWorker(`sarangbang-${slug}`, previewMark(slug, NEON.NEON_PROJECT_ID));
  addNeon(slug);
  await openRedis(variables()).set(`${previewPrefix(slug)}room:1:recent`, "x");
  return slug;
}

it("deletes Worker, Neon branch and keys of a deleted branch; those of branches and open pull requests stay", async () => {
  const own = await addPreview("feature/x");
  const forks = await addPreview("patch-1", "Jiho");
  const gone = await addPreview("feature/gone");
  const closed = await addPreview("patch-1", "sua");
  // Two pages.
  github.branches = [...Array.from({ length: 120 }, (_, i) => `topic-${i}`), "feature/x"];
  github.pulls = [
    { ref: "patch-1", owner: "jiho" },
    { ref: "feature/x", owner: "mina" },
    { ref: "patch-2", owner: null },
  ];
  const ran = await sweep();
  expect(ran.output).toContain(`previews without one: ${[gone, closed].sort().join(", ")}.`);
  expect(ran.code).toBe(0);
  expect([...cloudflare.workers.keys()]).toEqual([`sarangbang-${own}`, `sarangbang-${forks}`]);
  expect(neon.branches.map(({ name }) => name)).toEqual(["main", neonBranch(own), neonBranch(forks)]);
  const keys = await openRedis(variables()).keys("*");
  expect(keys.sort()).toEqual([own, forks].map((slug) => `${previewPrefix(slug)}room:1:recent`).sort());
});

it("finds a preview that has only some of its resources left", async () => {
  const slug = slugOf({ branch: "gone", owner: "mina" });
  addWorker(`sarangbang-${slug}`, previewMark(slug, NEON.NEON_PROJECT_ID));
  addNeon("another-gone-1");
  const ran = await sweep();
  expect(ran.code).toBe(0);
  expect(cloudflare.workers.size).toBe(0);
  expect(neon.branches).toHaveLength(1);
});

it("leaves other projects' resources alone", async () => {
  addWorker("shop");
  addWorker("sarangbang", "production:1");
  addWorker("sarangbang-x-12345678", previewMark("x-12345678", "another-project"));
  neon.branches.push({ id: "br-dev", name: "dev", default: false });
  const ran = await sweep();
  expect(ran.output).toContain("no preview without one");
  expect(ran.code).toBe(0);
  expect(cloudflare.workers.size).toBe(3);
  expect(neon.branches).toHaveLength(2);
});

it("deletes nothing if GitHub does not list the branches", async () => {
  await addPreview("feature/x");
  github.isDown = true;
  const ran = await sweep();
  expect(ran.code).toBe(1);
  expect(ran.output).toContain("Nothing was deleted.");
  expect(ran.output).toContain("GitHub answered 503");
  expect(cloudflare.workers.size).toBe(1);
});

it("refuses production's account, and missing secrets", async () => {
  const refused = await sweep({ PRODUCTION_CLOUDFLARE_ACCOUNT_ID: ACCOUNT });
  expect(refused.code).toBe(1);
  expect(refused.output).toContain("CLOUDFLARE_ACCOUNT_ID is production's");
  const missing = await sweep({ CLOUDFLARE_API_TOKEN: "", GITHUB_REPOSITORY: "" });
  expect(missing.code).toBe(1);
  expect(missing.output).toContain("CLOUDFLARE_API_TOKEN: not set");
  expect(missing.output).toContain("GITHUB_REPOSITORY: not set");
  expect(cloudflare.asked).toEqual([]);
});

it("a dry run deletes nothing", async () => {
  const slug = await addPreview("gone");
  const ran = await sweep({}, "--dry-run");
  expect(ran.output).toContain(`Would delete Worker sarangbang-${slug}`);
  expect(ran.code).toBe(0);
  expect(cloudflare.workers.size).toBe(1);
  expect(neon.branches).toHaveLength(2);
});
