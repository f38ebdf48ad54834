import { EXPECTED_SCHEMA, schemaVersion } from "@/db/migrate/schema-version";
import type { HealthAnswer } from "@/lib/protocol/http/health";
import { webEnv } from "@/lib/server/env";
import { hmac, toHex } from "@/lib/shared/bytes";
import { roomsUrl } from "@/lib/shared/room-origin";
import { database, redis } from "./services";

const ROOMS_TIMEOUT_MS = 2_000;
/** Anybody may ask whether the chat is up, and each check costs a query, so the answer is reused. */
const UP_FRESH_MS = 10_000;
/** The details are reused too: reading them also costs a Redis command and a request to the rooms. */
const DETAILS_FRESH_MS = 2_000;

/** Whether the database is up, without which nobody can sign in. The answer is reused for UP_FRESH_MS. */
export const isUp = cached(UP_FRESH_MS, async () => (await measure(() => schemaVersion(database()))).up);

/** The state of each part, reused for DETAILS_FRESH_MS. */
export const details = cached(DETAILS_FRESH_MS, readDetails);

/** Whether a request carries HEALTH_TOKEN. */
export async function mayReadDetails({ headers }: Request): Promise<boolean> {
  const { HEALTH_TOKEN } = webEnv();
  const said = /^Bearer (\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (!HEALTH_TOKEN || !said) return false;
  // Compared as digests under a random key, so that the time of the comparison says nothing about the token.
  const key = crypto.randomUUID();
  return toHex(await hmac(key, said)) === toHex(await hmac(key, HEALTH_TOKEN));
}

/**
 * During a check, other requests get the previous answer: on the edge, a request must not wait for another request's work. Before the
 * first answer, each request makes its own check.
 */
function cached<T>(freshMs: number, ask: () => Promise<T>): () => Promise<T> {
  let last: { at: number; found: T } | undefined;
  let isAsking = false;
  return async () => {
    const isFresh = last && performance.now() - last.at < freshMs / webEnv().LIMIT_SCALE;
    if (last && (isFresh || isAsking)) return last.found;
    isAsking = true;
    try {
      const found = await ask();
      last = { at: performance.now(), found };
      return found;
    } finally {
      isAsking = false;
    }
  };
}

async function readDetails(): Promise<Required<Omit<HealthAnswer, "up">>> {
  const [up, cache, rooms] = await Promise.all([
    measure(() => schemaVersion(database())),
    measure(() => redis().ping()),
    measure(askRooms),
  ]);
  const versions = { code: webEnv().VERCEL_GIT_COMMIT_SHA, schema: up.said, expected: EXPECTED_SCHEMA };
  return { database: up, redis: cache, rooms, versions };
}

async function measure<T>(ask: () => Promise<T>): Promise<{ up: boolean; latencyMs: number; said?: T }> {
  const start = performance.now();
  const answer = await ask().then(
    (said) => ({ up: true, said }),
    () => ({ up: false }),
  );
  return { ...answer, latencyMs: Math.round(performance.now() - start) };
}

/** Requests a path outside the rooms: the response is 404, and no room wakes. */
async function askRooms(): Promise<void> {
  const response = await fetch(`${roomsUrl(webEnv())}/`, { signal: AbortSignal.timeout(ROOMS_TIMEOUT_MS) });
  if (response.status >= 500) throw new Error(`the rooms answered with ${response.status}`);
}
