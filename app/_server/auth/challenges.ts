/** Challenges that a passkey signs: kept in Redis for five minutes, each usable once. */
import * as z from "zod";
import { Problem } from "@/app/_server/http/respond";
import { redis } from "@/app/_server/services";
import { webEnv } from "@/lib/server/env";
import { challengeKey } from "@/lib/server/redis/redis-keys";

const CHALLENGE_TTL_S = 5 * 60;

/** What a challenge may be used for, and by which user. `enter` has no user, since the passkey names the account. */
const purpose = z.discriminatedUnion("for", [
  /** `inviteHash`: the hash of the invite link's token, if signing up needs one. */
  z.object({ for: z.literal("signup"), userId: z.uuid(), username: z.string(), inviteHash: z.string().optional() }),
  z.object({ for: z.literal("enter") }),
  z.object({ for: z.literal("add"), userId: z.uuid() }),
  z.object({ for: z.literal("confirm"), userId: z.uuid() }),
]);
export type Purpose = z.infer<typeof purpose>;

/** @throws Problem unavailable if Redis is unavailable: only Redis knows whether a challenge has been used. */
async function orUnavailable<T>(command: Promise<T>): Promise<T> {
  return command.catch((error: unknown) => {
    throw Object.assign(new Problem("unavailable"), { cause: error });
  });
}

export async function keepChallenge(challenge: string, kept: Purpose): Promise<void> {
  const key = challengeKey(webEnv().KEY_PREFIX, challenge);
  await orUnavailable(redis().set(key, JSON.stringify(kept), { ex: CHALLENGE_TTL_S }));
}

/** Returns the challenge's purpose if it was made for `use`. Deletes the challenge in any case, so that it cannot be answered twice. */
export async function takeChallenge<F extends Purpose["for"]>(
  challenge: string | undefined,
  use: F,
): Promise<Extract<Purpose, { for: F }> | undefined> {
  if (!challenge) return undefined;
  const kept = await orUnavailable(redis().getdel<string>(challengeKey(webEnv().KEY_PREFIX, challenge)));
  const found = kept ? purpose.parse(JSON.parse(kept)) : undefined;
  return found?.for === use ? (found as Extract<Purpose, { for: F }>) : undefined;
}
