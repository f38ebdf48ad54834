import { Ratelimit } from "@upstash/ratelimit";
import { failureLine } from "../../db/failure";
import { hmac, toBase64 } from "../../lib/bytes";
import { webEnv } from "../../lib/env";
import { log, placeOf } from "../../lib/log-line";
import { limitPrefix } from "../../lib/redis-keys";
import { refusalCache } from "./refusals";
import { Problem } from "./respond";
import { redis } from "./services";

type Window = Parameters<typeof Ratelimit.fixedWindow>[1];
/** At most `requests` per `window`. */
type Allowance = readonly [requests: number, window: Window];

interface Limit {
  /** One network address: generous, since a school or an office shares one. */
  address: Allowance;
  /**
   * The signed-in account. Without a session: the account that the body's `username` names, from one address, or from one device
   * on which it was entered before.
   */
  account?: Allowance;
  /** The account that the body names, from all addresses except such devices: bounds guessing from many addresses. */
  everywhere?: Allowance;
  /** While Redis is unavailable: authentication is refused, everything else goes on uncounted. */
  whenAway: "refuse" | "answer";
}
type By = "address" | "account" | "everywhere";

/** Every limit of the API (D5), before LIMIT_SCALE. docs/protocol.md lists the numbers. */
export const LIMITS = {
  signup: { address: [30, "1 h"], account: [10, "1 h"], whenAway: "refuse" },
  enter: { address: [100, "10 m"], account: [10, "10 m"], everywhere: [100, "10 m"], whenAway: "refuse" },
  /** Challenges for a passkey: the page for entering asks for one by itself. */
  passkey: { address: [300, "10 m"], account: [30, "10 m"], whenAway: "refuse" },
  recovery: { address: [30, "1 h"], account: [5, "1 h"], whenAway: "refuse" },
  /** Calls that need a proof that the account's owner is at the keyboard. */
  account: { address: [100, "10 m"], account: [10, "10 m"], whenAway: "refuse" },
  /** Inviting, looking at a link, joining by one, beginning to talk to somebody. */
  invite: { address: [600, "10 m"], account: [120, "10 m"], whenAway: "answer" },
  username: { address: [120, "1 m"], whenAway: "answer" },
} satisfies Record<string, Limit>;
export type LimitName = keyof typeof LIMITS;

const limiters = new Map<string, Ratelimit>();
const refusals = refusalCache();

function limiter(prefix: string, [requests, window]: Allowance): Ratelimit {
  const made =
    limiters.get(prefix) ??
    new Ratelimit({
      redis: redis(),
      // Its window ends when Retry-After says so; a sliding one would refuse again.
      limiter: Ratelimit.fixedWindow(Math.max(1, Math.floor(requests * webEnv().LIMIT_SCALE)), window),
      prefix,
      // That cache grows without bound; `refusals` does not.
      ephemeralCache: false,
      // Its own timeout would let requests pass; ours makes the command fail.
      timeout: 0,
    });
  limiters.set(prefix, made);
  return made;
}

/** Keyed, so that a reader of Redis cannot find an address by hashing all of them. */
async function fingerprint(text: string): Promise<string> {
  return toBase64((await hmac(`limits ${webEnv().SESSION_SECRET}`, text)).subarray(0, 18));
}

const prefixOf = (name: LimitName, by: By) => limitPrefix(webEnv().KEY_PREFIX, name, by);

function refuseUntil(end: number): never {
  throw new Problem("rate_limited", undefined, Math.max(1, Math.ceil((end - Date.now()) / 1000)));
}

/** Repeats a refusal that still holds, without a store call and without counting. @throws Problem rate_limited. */
export async function refuseSpent(name: LimitName, by: By, who: string): Promise<void> {
  const end = refusals.endOf(`${prefixOf(name, by)} ${await fingerprint(who)}`);
  if (end !== undefined) refuseUntil(end);
}

/**
 * Counts one request, with one Redis command, or none while a refusal still holds. The key expires with its window.
 * @throws Problem rate_limited, or unavailable if Redis is away and the limit says `refuse`.
 */
export async function spend(name: LimitName, by: By, who: string, request: Request): Promise<void> {
  const limit: Limit = LIMITS[name];
  const allowance = limit[by];
  if (!allowance) return;
  const [prefix, mark] = [prefixOf(name, by), await fingerprint(who)];
  const end = refusals.endOf(`${prefix} ${mark}`);
  if (end !== undefined) refuseUntil(end);
  const counted = await limiter(prefix, allowance)
    .limit(mark)
    .catch((error: unknown) => {
      log(`limit ${name}: not counted`, failureLine(error), placeOf(request));
      if (limit.whenAway === "refuse") throw new Problem("unavailable");
    });
  if (!counted || counted.success) return;
  refusals.note(`${prefix} ${mark}`, counted.reset);
  refuseUntil(counted.reset);
}
