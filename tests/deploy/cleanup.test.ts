/** What goes with a branch: its rooms, its Neon branch, its keys in Redis; and nothing else. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { openRedis } from "../../lib/redis";
import { neonBranch, previewPrefix, slugOf } from "../../scripts/deploy/slug";
import { startTestCloud, type TestCloud } from "../api/cloud";
import { NEON, runScript, type StandInNeon, standInNeon } from "./stand-ins";

const BRANCH = "feature/$(rm -rf)`x`";
const SLUG = slugOf(BRANCH);
const OTHERS = slugOf("feature/y");
const KEYS = 1_200;

let cloud: TestCloud;
let api: StandInNeon;

beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());
beforeEach(async () => {
  api = await standInNeon(() => "");
  for (const slug of [SLUG, OTHERS]) api.branches.push({ id: `br-${slug}`, name: neonBranch(slug), default: false });
  await cloud.redis.flush();
});
afterEach(() => api.close());

const access = () => ({
  UPSTASH_REDIS_REST_URL: `${cloud.env.UPSTASH_REDIS_REST_URL}`,
  UPSTASH_REDIS_REST_TOKEN: `${cloud.env.UPSTASH_REDIS_REST_TOKEN}`,
  PARTYKIT_LOGIN: "mina",
  PARTYKIT_TOKEN: "partykit-token-of-mina",
  ...NEON,
  NEON_API_URL: api.url,
  BRANCH,
});
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

it("can be repeated: what is gone already is no failure", async () => {
  await clean();
  const ran = await clean({ FAILING: "partykit", COMPLAINT: "Error: party not found" });
  expect(ran.output).toContain("there were none");
  expect(ran.output).toContain("there was none");
  expect(ran.output).toContain(": 0 deleted");
  expect(ran.code).toBe(0);
});

it("one that fails keeps none of the others from being deleted, and is told", async () => {
  await fillRedis();
  const ran = await clean({ FAILING: "partykit", COMPLAINT: "Error: session expired" });
  expect(ran.code).toBe(1);
  expect(ran.output).toContain(`rooms ${SLUG}: not deleted`);
  expect(api.branches).toHaveLength(2);
  expect(await redis().keys("*")).toHaveLength(2);
});

it("Neon's default branch stays, whatever it is called", async () => {
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
