import { Ratelimit } from "@upstash/ratelimit";
import { redis } from "@/app/_server/services";
import { failureLine } from "@/db/errors";
import { webEnv } from "@/lib/server/env";
import { log, type Place } from "@/lib/server/logger";
import { limitPrefix } from "@/lib/server/redis/redis-keys";
import { hmac, toBase64 } from "@/lib/shared/bytes";
import { memoryWindows } from "./memory-windows";
import { refusalCache } from "./refusals";
import { Problem } from "./respond";

type Unit = keyof typeof UNIT_MS;
const UNIT_MS = { m: 60_000, h: 3_600_000 } as const;
/** At most `requests` per `window`. */
type Allowance = readonly [requests: number, window: `${number} ${Unit}`];

interface Limit {
  /** Per network address: generous, since a school or an office shares one. */
  address?: Allowance;
  /**
   * Per signed-in account. Without a session: per account that the body names, separately for each address, and for each device that
   * has signed in to that account before.
   */
  account?: Allowance;
  /** Counts `account` per session, so that a thief of one session cannot keep its owner from ending it. */
  perSession?: true;
  /** Per account that the body names, for all unknown devices together: limits guessing from many addresses. */
  everywhere?: Allowance;
  /**
   * `strict`: in Redis; while Redis is unavailable, every call is refused. `redis`: in Redis, or in this process's memory while
   * Redis is unavailable. `memory`: in this process's memory, for calls so frequent that a Redis command for each would cost too much.
   */
  counted: "strict" | "redis" | "memory";
}
type By = "address" | "account" | "everywhere";

/** Every limit of the API (D5, D7). LIMIT_SCALE multiplies the numbers. docs/protocol.md lists them. */
export const LIMITS = {
  signup: { address: [30, "1 h"], account: [10, "1 h"], counted: "strict" },
  enter: { address: [100, "10 m"], account: [10, "10 m"], everywhere: [100, "10 m"], counted: "strict" },
  /** Challenges for a passkey, and adding and labelling one. Many, since each sign-in page requests a challenge when it opens. */
  passkey: { address: [300, "10 m"], account: [30, "10 m"], perSession: true, counted: "strict" },
  recovery: { address: [30, "1 h"], account: [5, "1 h"], counted: "strict" },
  /** Calls that need a proof that the account's owner is at the keyboard. */
  account: { address: [100, "10 m"], account: [10, "10 m"], perSession: true, counted: "strict" },
  /** Ending sessions: each repetition calls every room of the sessions again. */
  signOut: { account: [60, "10 m"], perSession: true, counted: "redis" },
  /** Inviting, opening an invite link, joining by an invite link. */
  invite: { address: [600, "10 m"], account: [120, "10 m"], counted: "redis" },
  username: { address: [120, "1 m"], counted: "redis" },
  logout: { address: [600, "10 m"], counted: "redis" },
  /** Creating a room. */
  room: { account: [30, "1 h"], counted: "redis" },
  /** Opening a direct room. */
  direct: { account: [60, "1 h"], counted: "redis" },
  /** Tickets to rooms and to the inbox. Each can open a socket, and so wake an object. */
  ticket: { account: [240, "1 m"], counted: "redis" },
  /** A room's settings, whose changes all members see, and read receipts, whose change calls every room with a socket of the user. */
  settings: { account: [60, "10 m"], counted: "redis" },
  /** Every change of a session that has no limit of its own. */
  change: { account: [120, "1 m"], counted: "redis" },
  read: { account: [1_200, "1 m"], counted: "memory" },
  /** The search, which costs the database more than a page of a room. */
  search: { account: [120, "1 m"], counted: "memory" },
  /** Uploading a file: announcing, completing and cancelling it. */
  upload: { account: [600, "10 m"], counted: "redis" },
  /** Reading a file or its thumbnail. */
  file: { account: [600, "1 m"], counted: "memory" },
  /**
   * All calls of one session, counted before the database is asked whether the session is live, so that refused calls count
   * too. Higher than all other account limits together.
   */
  session: { account: [2_400, "1 m"], perSession: true, counted: "memory" },
} satisfies Record<string, Limit>;
export type LimitName = keyof typeof LIMITS;

/** After a failure, `redis` limits count in memory for this long, so that only a few calls wait for a Redis that hangs. */
const REDIS_AWAY_MS = 5_000;

const limiters = new Map<string, Ratelimit>();
const windows = memoryWindows();
const refusals = refusalCache();
let redisAwayUntil = 0;

const scaled = (requests: number) => Math.max(1, Math.floor(requests * webEnv().LIMIT_SCALE));

function msOf(window: Allowance[1]): number {
  const [length, unit] = window.split(" ") as [string, Unit];
  return Number(length) * UNIT_MS[unit];
}

function limiter(prefix: string, [requests, window]: Allowance): Ratelimit {
  const made =
    limiters.get(prefix) ??
    new Ratelimit({
      redis: redis(),
      // A fixed window ends at the time in Retry-After; a sliding one could still refuse then.
      limiter: Ratelimit.fixedWindow(scaled(requests), window),
      prefix,
      // The library's cache grows without bound; `refusals` does not.
      ephemeralCache: false,
      // The library's timeout would let requests pass. `openRedis` has one that makes the command fail.
      timeout: 0,
    });
  limiters.set(prefix, made);
  return made;
}

/** Hashes with a key, so that a reader of Redis cannot find an address by hashing all of them. */
async function fingerprint(text: string): Promise<string> {
  return toBase64((await hmac(`limits ${webEnv().SESSION_SECRET}`, text)).subarray(0, 18));
}

/** The id under which a signed-in user's requests are counted: the session's if the limit is per session, else the user's. */
export function limitKeyOf(name: LimitName, { userId, sessionId }: { userId: string; sessionId: string }): string {
  const { perSession }: Limit = LIMITS[name];
  return perSession ? sessionId : userId;
}

const prefixOf = (name: LimitName, by: By) => limitPrefix(webEnv().KEY_PREFIX, name, by);

function refuseUntil(end: number): never {
  throw new Problem("rate_limited", undefined, Math.max(1, Math.ceil((end - Date.now()) / 1000)));
}

/** Repeats a refusal that is still in effect, without counting and without a store call. @throws Problem rate_limited. */
export async function refuseIfLimited(name: LimitName, by: By, who: string): Promise<void> {
  const end = refusals.endOf(`${prefixOf(name, by)} ${await fingerprint(who)}`);
  if (end !== undefined) refuseUntil(end);
}

/**
 * Counts one request: one Redis command at most, and none while an earlier refusal is still in effect. The Redis key expires.
 * @throws Problem rate_limited, or unavailable if Redis is unavailable and the limit is strict.
 */
export async function takeToken(name: LimitName, by: By, who: string, place: Place): Promise<void> {
  const limit: Limit = LIMITS[name];
  const allowance = limit[by];
  if (!allowance) return;
  const [prefix, mark] = [prefixOf(name, by), await fingerprint(who)];
  const key = `${prefix} ${mark}`;
  const known = refusals.endOf(key);
  if (known !== undefined) refuseUntil(known);
  const end = await count(limit, allowance, prefix, mark, (error) =>
    log(`limit ${name}: not counted in Redis`, failureLine(error), place),
  );
  if (end === undefined) return;
  refusals.note(key, end);
  refuseUntil(end);
}

/** Counts one request. Returns the end of the window (epoch ms) if its allowance is used up. @throws Problem unavailable. */
async function count(
  { counted }: Limit,
  allowance: Allowance,
  prefix: string,
  mark: string,
  onFailure: (error: unknown) => void,
): Promise<number | undefined> {
  const [requests, window] = allowance;
  const countInMemory = () => windows.count(`${prefix} ${mark}`, scaled(requests), msOf(window));
  const isAway = Date.now() < redisAwayUntil;
  if (counted === "memory" || (counted === "redis" && isAway)) return countInMemory();
  try {
    const { success, reset } = await limiter(prefix, allowance).limit(mark);
    return success ? undefined : reset;
  } catch (error) {
    onFailure(error);
    if (counted === "strict") throw new Problem("unavailable");
    redisAwayUntil = Date.now() + REDIS_AWAY_MS;
    return countInMemory();
  }
}
