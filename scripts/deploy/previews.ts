/** The resources of a preview, and their deletion. Refuses production's accounts. */
import { openRedis } from "@/lib/server/redis/redis";
import type { CloudflareAccount } from "./cloudflare";
import { deleteNeonBranch, type NeonProject } from "./neon";
import { deletePartykitRooms } from "./partykit";
import { neonBranch, previewMark, previewPrefix } from "./slug";
import type { Environment, HostVariables } from "./variables";
import { deleteWorker } from "./worker";

/** The credentials for all resources of a preview. */
export interface PreviewAccess {
  redis: { UPSTASH_REDIS_REST_URL: string; UPSTASH_REDIS_REST_TOKEN: string };
  host: HostVariables;
  neon: NeonProject | undefined;
}

interface Productions {
  PRODUCTION_CLOUDFLARE_ACCOUNT_ID?: string;
  PRODUCTION_PARTYKIT_LOGIN?: string;
  PRODUCTION_UPSTASH_REDIS_REST_URL?: string;
}

/**
 * A token that deploys a preview's rooms can delete every room of its account, and a Redis token reads every key.
 * @throws Error if previews have an account of production's
 */
export function refuseProductionsAccounts(host: HostVariables, productions: Productions, redisUrl: string): void {
  const isSame = (a: string | undefined, b: string | undefined) =>
    a !== undefined && b !== undefined && a.trim().toLowerCase() === b.trim().toLowerCase();
  const same = [
    isSame(host.CLOUDFLARE_ACCOUNT_ID, productions.PRODUCTION_CLOUDFLARE_ACCOUNT_ID) && "CLOUDFLARE_ACCOUNT_ID",
    host.kind === "partykit" && isSame(host.PARTYKIT_LOGIN, productions.PRODUCTION_PARTYKIT_LOGIN) && "PARTYKIT_LOGIN",
    isSame(originOf(redisUrl), originOf(productions.PRODUCTION_UPSTASH_REDIS_REST_URL)) && "UPSTASH_REDIS_REST_URL",
  ].filter((name) => name !== false);
  if (same.length === 0) return;
  throw new Error(
    `${same.join(", ")} is production's: the author of a pull request could delete its rooms or read its messages. ` +
      "Give previews an account of their own (docs/deploy.md, Previews).",
  );
}

const originOf = (url: string | undefined) => (url && URL.canParse(url) ? new URL(url).origin : undefined);

/** The Cloudflare account of the previews' Workers, with its token. */
export function accountOf(host: Extract<HostVariables, { kind: "cloudflare" }>, env: Environment): CloudflareAccount {
  return {
    id: host.CLOUDFLARE_ACCOUNT_ID.toLowerCase(),
    token: host.CLOUDFLARE_API_TOKEN,
    api: env.CLOUDFLARE_API_BASE_URL,
  };
}

const DEFAULT_WORKER_NAME = "sarangbang";

export function workerName(base: string | undefined, slug?: string): string {
  return [base ?? DEFAULT_WORKER_NAME, slug].filter(Boolean).join("-");
}

export function neonOf(
  { NEON_API_KEY: key, NEON_PROJECT_ID: project }: { NEON_API_KEY?: string; NEON_PROJECT_ID?: string },
  env: Environment,
): NeonProject | undefined {
  return key && project ? { key, project, api: env.NEON_API_URL } : undefined;
}

export interface Deletion {
  what: string;
  run(): Promise<string>;
}

/** Deletes all resources of the preview with that slug. */
export function deletionsOf(slug: string, { redis, host, neon }: PreviewAccess, env: Environment): Deletion[] {
  const [branch, prefix] = [neonBranch(slug), previewPrefix(slug)];
  return [
    roomsDeletion(slug, host, neon, env),
    { what: `Neon branch ${branch}`, run: () => deleteDatabase(neon, branch) },
    { what: `Redis keys ${prefix}*`, run: async () => `${await deleteKeys(redis, prefix)} deleted` },
  ];
}

function roomsDeletion(slug: string, host: HostVariables, neon: NeonProject | undefined, env: Environment): Deletion {
  const said = { deleted: "deleted", missing: "there were none" };
  if (host.kind === "partykit") {
    const run = async () => said[await deletePartykitRooms(slug, [host.PARTYKIT_TOKEN])];
    return { what: `rooms ${slug}`, run };
  }
  const name = workerName(host.ROOMS_WORKER_NAME, slug);
  const mark = previewMark(slug, neon?.project);
  return { what: `Worker ${name}`, run: async () => said[await deleteWorker(accountOf(host, env), name, mark)] };
}

async function deleteDatabase(neon: NeonProject | undefined, branch: string): Promise<string> {
  if (!neon) return "skipped: NEON_API_KEY and NEON_PROJECT_ID are not set";
  return (await deleteNeonBranch(neon, branch)) ? "deleted" : "there was none";
}

const KEYS_AT_ONCE = 500;

/** Collects all keys before it deletes any: on some servers a scan misses keys if others are deleted during it. */
async function deleteKeys(access: PreviewAccess["redis"], prefix: string): Promise<number> {
  const keys = await findKeys(access, `${prefix}*`);
  const redis = openRedis(access);
  for (let i = 0; i < keys.length; i += KEYS_AT_ONCE) await redis.del(...keys.slice(i, i + KEYS_AT_ONCE));
  return keys.length;
}

async function findKeys(access: PreviewAccess["redis"], match: string): Promise<string[]> {
  const redis = openRedis(access);
  const found = new Set<string>();
  let cursor = "0";
  do {
    const [next, keys] = await redis.scan(cursor, { match, count: KEYS_AT_ONCE });
    for (const key of keys) found.add(key);
    cursor = String(next);
  } while (cursor !== "0");
  return [...found];
}

/** Runs every deletion, even if one fails: leftover resources cost money. @returns whether all succeeded */
export async function deleteAll(deletions: readonly Deletion[], isDry: boolean): Promise<boolean> {
  let isWell = true;
  for (const { what, run } of deletions) {
    if (isDry) {
      console.log(`Would delete ${what}`);
      continue;
    }
    await run().then(
      (how) => console.log(`${what}: ${how}`),
      (error) => {
        console.error(`${what}: not deleted: ${error instanceof Error ? error.message : error}. Run this again.`);
        isWell = false;
      },
    );
  }
  return isWell;
}
