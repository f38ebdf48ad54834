/** Deletes what the preview of a branch has: rooms, Neon branch, Redis keys. `BRANCH=… npm run preview:delete [-- --dry-run]`. */
import { z } from "zod";
import { openRedis } from "../../lib/redis";
import { CommandFailure, run } from "./command";
import { deleteNeonBranch } from "./neon";
import { roomsDeletion } from "./rooms";
import { neonBranch, previewPrefix, slugOf } from "./slug";
import { access, preview, read } from "./variables";

const told = z.object({
  ...access,
  BRANCH: z.string("not set").min(1, "not set").describe("the Git branch that is gone"),
  NEON_API_KEY: preview.shape.NEON_API_KEY,
  NEON_PROJECT_ID: preview.shape.NEON_PROJECT_ID,
});

const KEYS_AT_ONCE = 500;

/** Found first and deleted then: not every server's cursor stands deletions meanwhile. */
async function deleteKeys(env: z.infer<typeof told>, prefix: string): Promise<number> {
  const redis = openRedis(env);
  const found = new Set<string>();
  let cursor = "0";
  do {
    const [next, keys] = await redis.scan(cursor, { match: `${prefix}*`, count: KEYS_AT_ONCE });
    for (const key of keys) found.add(key);
    cursor = String(next);
  } while (cursor !== "0");
  const keys = [...found];
  for (let i = 0; i < keys.length; i += KEYS_AT_ONCE) await redis.del(...keys.slice(i, i + KEYS_AT_ONCE));
  return keys.length;
}

/** What PartyKit says of rooms that were never made, or are gone already. */
const NO_ROOMS = /not found|no such|does not exist|404/i;

async function deleteRooms(slug: string): Promise<string> {
  try {
    await run(roomsDeletion(slug));
    return "deleted";
  } catch (error) {
    if (error instanceof CommandFailure && NO_ROOMS.test(error.said)) return "there were none";
    throw error;
  }
}

async function deleteDatabase(env: z.infer<typeof told>, branch: string): Promise<string> {
  const { NEON_API_KEY: key, NEON_PROJECT_ID: project } = env;
  if (!key || !project) return "left to whoever made it, since NEON_API_KEY and NEON_PROJECT_ID are not set";
  const deleted = await deleteNeonBranch({ key, project, api: process.env.NEON_API_URL }, branch);
  return deleted ? "deleted" : "there was none";
}

function tasksFor(env: z.infer<typeof told>) {
  const slug = slugOf(env.BRANCH);
  const [branch, prefix] = [neonBranch(slug), previewPrefix(slug)];
  return [
    { what: `rooms ${slug}`, run: () => deleteRooms(slug) },
    { what: `Neon branch ${branch}`, run: () => deleteDatabase(env, branch) },
    { what: `Redis keys ${prefix}*`, run: async () => `${await deleteKeys(env, prefix)} deleted` },
  ];
}

function tasks() {
  try {
    return tasksFor(read(told, process.env));
  } catch (error) {
    console.error(`Nothing was deleted.\n${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}

// One that fails keeps none of the others from being tried: what stays costs money.
for (const { what, run: work } of tasks()) {
  if (process.argv.includes("--dry-run")) {
    console.log(`Would delete ${what}`);
    continue;
  }
  await work().then(
    (how) => console.log(`${what}: ${how}`),
    (error) => {
      console.error(`${what}: not deleted: ${error.message}. Run this again.`);
      process.exitCode = 1;
    },
  );
}
