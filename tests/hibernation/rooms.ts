/** Room objects that tests inspect and evict, and users who connect to them. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { asc, eq } from "drizzle-orm";
import { expect } from "vitest";
import { openDatabase } from "@/db/client";
import { messages } from "@/db/schema";
import { roomEnv } from "@/lib/server/env";
import { openRedis } from "@/lib/server/redis/redis";
import { roomKeys } from "@/lib/server/redis/redis-keys";
import { storeOn } from "@/party/host/storage";
import { storedLength } from "@/party/room/log/storage-log";
import { sceneOn } from "@/tests/harness/live/scene";
import { RoomPeer } from "@/tests/harness/peers/room-peer";
import { overUpgrade } from "@/tests/harness/peers/upgrade";
import { openTimers, requestsOf } from "./outside";

const variables = roomEnv(env);
const db = openDatabase(variables);
const redis = openRedis(variables);

export const scene = sceneOn(db, variables.TICKET_SECRET, (roomId, query, headers) => {
  const url = `https://rooms.example/parties/main/${roomId}?${new URLSearchParams(query)}`;
  return new RoomPeer(overUpgrade(exports.default.fetch(url, { headers: { ...headers, Upgrade: "websocket" } })));
});

export const objectOf = (roomId: string) => env.Main.get(env.Main.idFromName(roomId));

const met = new WeakSet<object>();

/** Evicts the room. Asserts that each call sees a new object in memory. */
export async function evict(roomId: string, webSockets: "hibernate" | "close" = "hibernate"): Promise<void> {
  const isNew = await runInDurableObject(objectOf(roomId), (instance) => !met.has(instance) && !!met.add(instance));
  expect(isNew).toBe(true);
  await evictDurableObject(objectOf(roomId), { webSockets });
}

/** Rings the alarm that is left after the last message, and asserts that it finds nothing to do. */
export async function lastAlarmRings(roomId: string): Promise<void> {
  const asked = requestsOf(roomId);
  const writes = await countWrites(roomId);
  expect(await runDurableObjectAlarm(objectOf(roomId))).toBe(true);
  // `runDurableObjectAlarm` itself deletes the alarm with one write.
  expect([requestsOf(roomId), writes.count, openTimers(), await alarmOf(roomId)]).toEqual([asked, 1, 0, null]);
}

export const alarmOf = (roomId: string) => runInDurableObject(objectOf(roomId), (_, { storage }) => storage.getAlarm());

/** Counts the storage writes of the room that is now in memory. */
export async function countWrites(roomId: string): Promise<{ count: number }> {
  const writes = { count: 0 };
  await runInDurableObject(objectOf(roomId), (_, { storage }) => {
    for (const name of ["put", "delete", "setAlarm", "deleteAlarm"] as const) {
      const really = (storage[name] as (...args: unknown[]) => unknown).bind(storage);
      Object.assign(storage, { [name]: (...args: unknown[]) => ++writes.count && really(...args) });
    }
  });
  return writes;
}

export const rowsOf = (roomId: string) =>
  db.select().from(messages).where(eq(messages.roomId, roomId)).orderBy(asc(messages.seq));

/** The recent list as Redis holds it, newest first. */
export async function listOf(roomId: string): Promise<{ seq: number }[]> {
  const values = await redis.lrange<string>(roomKeys(variables.KEY_PREFIX, roomId).recent, 0, -1);
  return values.map((value) => JSON.parse(value));
}

/** Waits until both stores have everything and the room has no work left. */
export async function drained(roomId: string): Promise<void> {
  const waiting = () => runInDurableObject(objectOf(roomId), (_, { storage }) => storedLength(storeOn(storage)));
  const isBusy = async () => openTimers() > 0 || (await waiting())?.outbox !== 0;
  await expect.poll(isBusy, { timeout: 10_000 }).toBe(false);
}

/** Waits until the archive has this many messages, and returns them. */
export async function archived(roomId: string, count: number) {
  await expect.poll(async () => (await rowsOf(roomId)).length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count);
  return rowsOf(roomId);
}

export const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => from + i);
export const seqs = (events: readonly { seq: number }[]) => events.map(({ seq }) => seq);
