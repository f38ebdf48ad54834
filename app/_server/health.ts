import { EXPECTED_SCHEMA, schemaVersion } from "../../db/schema-version";
import type { HealthAnswer } from "../../lib/api";
import { webEnv } from "../../lib/env";
import { roomsUrl } from "../../lib/room-origin";
import { database, redis } from "./services";

const ROOMS_TIMEOUT_MS = 2_000;
/** Anybody may ask, and each look costs a query, a command and a request: so long one look does for all. In ms. */
const FRESH_MS = 2_000;

let last: { at: number; found: HealthAnswer } | undefined;

/** How the dependencies are, now or a moment ago. */
export async function health(): Promise<HealthAnswer> {
  if (last && performance.now() - last.at < FRESH_MS / webEnv().LIMIT_SCALE) return last.found;
  const found = await look();
  // Not while it is under way: at the edge, a request may not wait for another one's work.
  last = { at: performance.now(), found };
  return found;
}

async function look(): Promise<HealthAnswer> {
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

/** Any path outside the rooms: it answers 404 and wakes none. */
async function askRooms(): Promise<void> {
  const response = await fetch(`${roomsUrl(webEnv())}/`, { signal: AbortSignal.timeout(ROOMS_TIMEOUT_MS) });
  if (response.status >= 500) throw new Error("the rooms answer with a failure");
}
