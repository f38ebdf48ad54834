/** The figures of docs/costs.md: what 1,000 messages cost, in a quiet and in a busy room. */
import { afterEach, expect, it, vi } from "vitest";
import { recentCache } from "@/lib/server/redis/recent";
import { openRedis } from "@/lib/server/redis/redis";
import { newId } from "@/lib/shared/ids";
import type { Store } from "@/party/ports";
import { TestRoom } from "@/tests/harness/room";

afterEach(() => void vi.unstubAllGlobals());

/** Rows that a room's storage writes: each pair, each deleted key, each alarm that is set or deleted. */
function countRows(store: Store): { count: number } {
  const rows = { count: 0 };
  const counted = <K extends keyof Store>(name: K, rowsOf: (argument: unknown) => number) => {
    const really = (store[name] as (...args: unknown[]) => unknown).bind(store);
    Object.assign(store, {
      [name]: (...args: unknown[]) => {
        rows.count += rowsOf(args[0]);
        return really(...args);
      },
    });
  };
  counted("put", (pairs) => Object.keys(pairs as object).length);
  counted("delete", (keys) => (keys as string[]).length);
  counted("setAlarm", () => 1);
  counted("deleteAlarm", () => 1);
  return rows;
}

/** @param everyMs interval between messages @param readAfterMs when another user reads each message; missing: never */
async function costOf({ everyMs, readAfterMs }: { everyMs: number; readAfterMs?: number }) {
  const world = new TestRoom();
  // Excludes the sweep for dead connections: see tests/hibernation/quiet.test.ts.
  world.pingsPassBy = false;
  await world.hibernate();
  const [mina, jun] = [await world.connect("mina"), await world.connect("jun")];
  // More events than storage keeps after archiving, so that each flush deletes some.
  for (let i = 0; i < 200; i++) await mina.send("before");
  await world.flush();
  const requests = () => ({ postgres: world.archive.calls.length, redis: world.cache.calls.length });
  const [before, rows] = [requests(), countRows(world.store)];
  for (let i = 1; i <= 1_000; i++) {
    await mina.send("말");
    if (readAfterMs !== undefined) {
      await world.clock.advance(readAfterMs);
      await jun.say({ type: "read", seq: 200 + i });
    }
    await world.clock.advance(everyMs);
  }
  await world.clock.advance(5_000);
  const { postgres, redis } = requests();
  return { postgres: postgres - before.postgres, redis: redis - before.redis, rows: rows.count };
}

it.each([
  ["quiet, one a minute", { everyMs: 60_000 }, { postgres: 1_000, redis: 1_000, rows: 6_000 }],
  ["the same, each read", { everyMs: 60_000, readAfterMs: 1_000 }, { postgres: 2_000, redis: 1_000, rows: 8_000 }],
  ["100 a second", { everyMs: 10 }, { postgres: 50, redis: 50, rows: 2_200 }],
])("B1: requests and written rows for 1,000 messages: %s", async (_, pace, cost) => {
  expect(await costOf(pace)).toEqual(cost);
});

it.each([1, 20, 500])(
  "C2: a flush of %i messages is one request, with one command per message and five more",
  async (count) => {
    const asked = vi.fn(async (_url: string, _init: { body: string }) => Response.json([]));
    vi.stubGlobal("fetch", asked);
    const redis = openRedis({ UPSTASH_REDIS_REST_URL: "https://redis.example", UPSTASH_REDIS_REST_TOKEN: "token" });
    const author = { id: newId(), username: "민아" };
    const events = Array.from({ length: count }, (_, i) => {
      return { kind: "message" as const, seq: i + 1, clientId: newId(), author, body: "말", sentAt: 1 };
    });
    await recentCache(redis, "", newId()).append({ events, since: 0, prev: 0 });
    expect(asked).toHaveBeenCalledOnce();
    expect(JSON.parse(asked.mock.calls[0]?.[1].body ?? "")).toHaveLength(count + 5);
  },
);
