import { EXPECTED_SCHEMA, schemaVersion } from "../../../db/schema-version";
import { healthAnswer } from "../../../lib/api";
import { webEnv } from "../../../lib/env";
import { roomsUrl } from "../../../lib/room-origin";
import { handle } from "../../_server/handle";
import { respond } from "../../_server/respond";
import { database, redis } from "../../_server/services";

export const runtime = "edge";

const ROOMS_TIMEOUT_MS = 2_000;

/** Up means that the chat can be entered: 200 with the database, 503 without. Redis and the rooms are told, not judged. */
export const GET = handle({}, async () => {
  const [up, cache, rooms] = await Promise.all([
    measure(() => schemaVersion(database())),
    measure(() => redis().ping()),
    measure(askRooms),
  ]);
  const versions = { code: webEnv().VERCEL_GIT_COMMIT_SHA, schema: up.said, expected: EXPECTED_SCHEMA };
  return respond(healthAnswer, { database: up, redis: cache, rooms, versions }, { status: up.up ? 200 : 503 });
});

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
