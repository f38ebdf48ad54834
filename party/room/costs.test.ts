/** The figures of docs/costs.md: what 1,000 messages cost at each pace. */
import type { Redis } from "@upstash/redis/cloudflare";
import { expect, it } from "vitest";
import { recentCache } from "@/lib/server/redis/recent";
import { newId } from "@/lib/shared/ids";
import type { Store } from "@/party/ports";
import { TestRoom } from "@/tests/harness/room";
import { SimRedis } from "@/tests/simulation/redis";

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

/** A Redis that counts requests, and the commands in them as Upstash bills them, without MULTI and EXEC. */
class CountedRedis {
  requests = 0;
  commands = 0;
  /** Every command's name. */
  names: string[] = [];

  client(): Redis {
    const redis = new SimRedis().client((_, effect) => {
      this.requests++;
      return Promise.resolve(effect());
    });
    return { ...redis, multi: () => this.counting(redis.multi()) } as unknown as Redis;
  }

  private counting(transaction: object): object {
    return new Proxy(transaction, {
      get: (target, name) => {
        if (name === "exec") return Reflect.get(target, name);
        return (...args: unknown[]) => {
          this.commands++;
          this.names.push(String(name));
          return Reflect.get(target, name)(...args);
        };
      },
    });
  }
}

interface Pace {
  /** The interval between messages. */
  everyMs: number;
  /** The interval after which another user reads each. */
  readAfterMs?: number;
  /** Whether the room's host lets it sleep after each message. */
  sleeps?: boolean;
}

async function costOf({ everyMs, readAfterMs, sleeps }: Pace) {
  const world = new TestRoom();
  // Excludes the sweep for dead connections: see tests/hibernation/quiet.test.ts.
  world.pingsPassBy = false;
  world.writeGapMs = 5;
  const redis = new CountedRedis();
  Object.assign(world, { cache: recentCache(redis.client(), "", newId()) });
  await world.hibernate();
  const [mina, jun] = [await world.connect("mina"), await world.connect("jun")];
  // More than storage keeps once it is archived.
  for (let i = 0; i < 200; i++) await mina.send("before");
  await world.flush();
  const rows = countRows(world.store);
  const costs = () => [world.archive.calls.length, redis.requests, redis.commands, rows.count];
  const before = costs();
  for (let i = 1; i <= 1_000; i++) {
    await mina.send("말");
    if (readAfterMs !== undefined) {
      await world.clock.advance(readAfterMs);
      await jun.say({ type: "read", seq: 200 + i });
    }
    await world.clock.advance(everyMs);
    await ringIfDue(world);
    if (sleeps) await world.hibernate();
  }
  await world.clock.advance(5_000);
  const [postgres, redisRequests, redisCommands, written] = costs().map((cost, i) => cost - (before[i] ?? 0));
  return { postgres, redisRequests, redisCommands, rows: written };
}

async function ringIfDue(world: TestRoom): Promise<void> {
  if ((world.store.alarmAt ?? Number.POSITIVE_INFINITY) > world.clock.now()) return;
  world.store.alarmAt = undefined;
  await world.room.alarm();
}

const MINUTE = 60_000;

it.each<[string, Pace, { postgres: number; redisRequests: number; redisCommands: number; rows: number }]>([
  ["one a minute", { everyMs: MINUTE }, { postgres: 1_000, redisRequests: 1_000, redisCommands: 3_020, rows: 2_524 }],
  [
    "one a minute, the room sleeps in between",
    { everyMs: MINUTE, sleeps: true },
    { postgres: 1_000, redisRequests: 1_000, redisCommands: 3_020, rows: 2_524 },
  ],
  [
    "one a minute, each read",
    { everyMs: MINUTE, readAfterMs: 1_000 },
    { postgres: 2_000, redisRequests: 1_000, redisCommands: 3_022, rows: 2_524 },
  ],
  [
    "2 a second, each read",
    { everyMs: 400, readAfterMs: 100 },
    { postgres: 501, redisRequests: 501, redisCommands: 1_523, rows: 1_114 },
  ],
  ["100 a second", { everyMs: 10 }, { postgres: 11, redisRequests: 11, redisCommands: 132, rows: 537 }],
])("B1 B4: requests, commands and written rows for 1,000 messages: %s", async (_, pace, cost) => {
  expect(await costOf(pace)).toEqual(cost);
});
