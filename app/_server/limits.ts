import { Ratelimit } from "@upstash/ratelimit";
import { failureLine } from "../../db/failure";
import { sha256, toBase64 } from "../../lib/bytes";
import { webEnv } from "../../lib/env";
import { log, placeOf } from "../../lib/log-line";
import { limitPrefix } from "../../lib/redis-keys";
import { Problem } from "./respond";
import { redis } from "./services";

type Window = Parameters<typeof Ratelimit.fixedWindow>[1];
/** So many requests in so long. */
type Allowance = readonly [requests: number, window: Window];

interface Limit {
  /** One network address: generous, since a school or an office shares one. */
  address: Allowance;
  /** The account that is signed in, else the one that the body's `username` names: what guessing is held to. */
  account?: Allowance;
  /** What happens while Redis is away: a door stays shut, a question is answered. */
  whenAway: "refuse" | "answer";
}

/** Every limit of the API (D5), before LIMIT_SCALE. docs/protocol.md tells these numbers. */
export const LIMITS = {
  signup: { address: [30, "1 h"], account: [10, "1 h"], whenAway: "refuse" },
  enter: { address: [100, "10 m"], account: [10, "10 m"], whenAway: "refuse" },
  /** Questions for a passkey: the page for entering asks one by itself. */
  passkey: { address: [300, "10 m"], account: [30, "10 m"], whenAway: "refuse" },
  recovery: { address: [30, "1 h"], account: [5, "1 h"], whenAway: "refuse" },
  /** Changes to one's own account that ask for the password. */
  account: { address: [100, "10 m"], account: [10, "10 m"], whenAway: "refuse" },
  /** Inviting, looking at a link, joining by one, beginning to talk to somebody. */
  invite: { address: [600, "10 m"], account: [120, "10 m"], whenAway: "answer" },
  username: { address: [120, "1 m"], whenAway: "answer" },
} satisfies Record<string, Limit>;
export type LimitName = keyof typeof LIMITS;

const limiters = new Map<string, Ratelimit>();

function limiter(name: LimitName, by: "address" | "account", [requests, window]: Allowance): Ratelimit {
  const { KEY_PREFIX, LIMIT_SCALE } = webEnv();
  const prefix = limitPrefix(KEY_PREFIX, name, by);
  const made =
    limiters.get(prefix) ??
    new Ratelimit({
      redis: redis(),
      // Its window ends when Retry-After says so; a sliding one would refuse again.
      limiter: Ratelimit.fixedWindow(Math.max(1, Math.floor(requests * LIMIT_SCALE)), window),
      prefix,
      ephemeralCache: false,
      // Its own timeout would let requests pass; ours makes the command fail.
      timeout: 0,
    });
  limiters.set(prefix, made);
  return made;
}

/** Redis need not know whom it counts. */
async function fingerprint(text: string): Promise<string> {
  return toBase64((await sha256(text)).subarray(0, 18));
}

/**
 * Counts one request. Redis is asked once; its key expires with the window.
 * @throws Problem: rate_limited, or unavailable where Redis is away and the limit guards a door.
 */
export async function spend(name: LimitName, by: "address" | "account", who: string, request: Request): Promise<void> {
  const limit: Limit = LIMITS[name];
  const allowance = limit[by];
  if (!allowance) return;
  const counted = await limiter(name, by, allowance)
    .limit(await fingerprint(who))
    .catch((error: unknown) => {
      log(`limit ${name}: not counted`, failureLine(error), placeOf(request));
      if (limit.whenAway === "refuse") throw new Problem("unavailable");
    });
  if (!counted || counted.success) return;
  throw new Problem("rate_limited", undefined, Math.max(1, Math.ceil((counted.reset - Date.now()) / 1000)));
}
