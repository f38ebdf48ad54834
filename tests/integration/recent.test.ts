/**
 * The recent 50 messages as pages read them: Redis's list if it is complete, otherwise the archive, and never a stale
 * list.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "@/db/client";
import { appendEvents } from "@/db/queries/append";
import { recentWindow } from "@/db/queries/messages";
import { rooms, users } from "@/db/schema";
import { type Cloud, startCloud } from "@/dev/cloud";
import type { LogEntry } from "@/lib/events/reduce";
import type { Message } from "@/lib/protocol/room";
import type { SharedEnv } from "@/lib/server/env";
import { type RecentCache, recentCache } from "@/lib/server/redis/recent";
import { openRedis } from "@/lib/server/redis/redis";
import { ROOM_TTL_S, roomKeys } from "@/lib/server/redis/redis-keys";
import { newId } from "@/lib/shared/ids";
import { testBackends } from "@/tests/harness/servers/servers";

let cloud: Cloud;
let db: Database;
let stop: () => Promise<void>;
let roomId: string;
let cache: RecentCache;
const author = { id: newId(), username: "민아" };
beforeAll(async () => {
  const backends = await testBackends();
  const dataDir = mkdtempSync(join(tmpdir(), "sarangbang-recent-"));
  cloud = await startCloud({ ...backends.options, dataDir, rooms: false, next: false });
  db = openDatabase(cloud.env as unknown as SharedEnv);
  await db.insert(users).values({ ...author, usernameKey: author.id });
  stop = async () => {
    await cloud.stop();
    await backends.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
});
afterAll(() => stop?.());
beforeEach(async () => {
  roomId = newId();
  await db.insert(rooms).values({ id: roomId, name: "방", createdBy: author.id });
  cache = recentCache(redis(), "", roomId);
});

const redis = () => openRedis(cloud.env as unknown as SharedEnv);
const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => from + i);
const message = (seq: number): Message => {
  const sentAt = Date.now() + seq;
  return { kind: "message", seq, clientId: newId(), author, body: `안녕 ${seq} 👋`, sentAt };
};
const run = (from: number, to: number) => upTo(to, from).map(message);
const entries = (messages: Message[]): LogEntry[] =>
  messages.map((event) => ({ event, by: author.id, clientId: event.clientId }));
const archive = (messages: Message[]) => appendEvents(db, roomId, entries(messages));
/** A flush of messages onto a list that ends at `since`. */
const append = (events: Message[], since: number) => cache.append({ events, since, prev: since });
/** The list as Redis has it, newest first. */
const listed = async () =>
  (await redis().lrange<string>(roomKeys("", roomId).recent, 0, -1)).map((value) => JSON.parse(value).seq);
const seqsOf = async (headSeq: number) => {
  const { source, messages, head } = await recentWindow(db, cache, roomId, headSeq);
  return { source, seqs: messages.map(({ seq }) => seq), head };
};

describe("a page's messages", () => {
  it("C1: an empty room is empty; a hit is the list itself; a miss is the archive, and fills the list", async () => {
    expect(await seqsOf(0)).toEqual({ source: "database", seqs: [], head: 0 });
    const messages = run(1, 70);
    await archive(messages);
    expect(await seqsOf(70)).toEqual({ source: "database", seqs: upTo(70, 21), head: 70 });
    expect(await seqsOf(70)).toEqual({ source: "redis", seqs: upTo(70, 21), head: 70 });
    const window = await recentWindow(db, cache, roomId, 70);
    expect(window.messages).toEqual(messages.slice(20));
    expect(await redis().ttl(roomKeys("", roomId).recent)).toBeGreaterThan(0);
  });

  it("C2: batches keep the list at 50, newest first, and the stream by seq", async () => {
    expect(await append(run(1, 30), 0)).toBe(true);
    expect(await append(run(31, 100), 30)).toBe(true);
    expect(await listed()).toEqual(upTo(100, 51).reverse());
    for (const [after, limit] of [
      [85, 100],
      [84, 3],
      [99, 5],
      [0, 10],
      [0, 100],
    ] as const) {
      const seqs = (await cache.after(after, limit)).map(({ seq }) => seq);
      expect(seqs).toEqual(upTo(Math.min(100, after + limit), after + 1));
    }
    // Ten events per entry.
    expect(await redis().xlen(roomKeys("", roomId).stream)).toBe(10);
  });

  it("B4: the list is trimmed once in 50 messages, and never read beyond 50", async () => {
    const messages = run(1, 130);
    await archive(messages);
    const lengths: number[] = [];
    for (let seq = 1; seq <= 130; seq += 10) {
      await append(messages.slice(seq - 1, seq + 9), seq - 1);
      lengths.push((await listed()).length);
    }
    expect([Math.max(...lengths), lengths.at(-1)]).toEqual([90, 80]);
    expect(await seqsOf(130)).toEqual({ source: "redis", seqs: upTo(130, 81), head: 130 });
  });

  it("D7: the stream keeps about the last 1,000 events, however they were batched, and long ones have entries of their own", async () => {
    const long = run(1, 30).map((each) => ({ ...each, body: "가".repeat(2_000) }));
    await append(long, 0);
    expect(await redis().xlen(roomKeys("", roomId).stream)).toBe(30);
    for (let seq = 31; seq <= 2_500; seq += 190) await append(run(seq, seq + 189), seq - 1);
    const kept = await cache.after(0, 10_000);
    expect(kept.length).toBeGreaterThanOrEqual(1_000);
    expect(kept.length).toBeLessThan(1_500);
    expect(kept.map(({ seq }) => seq)).toEqual(upTo(2_500, kept[0]?.seq));
  });

  it("entries of an earlier release, one event each, are read among new ones", async () => {
    const [one, two] = run(1, 2) as [Message, Message];
    for (const each of [one, two]) {
      await redis().xadd(roomKeys("", roomId).stream, `${each.seq}-0`, { event: JSON.stringify(each) });
    }
    await append(run(3, 5), 2);
    expect((await cache.after(1, 3)).map(({ seq }) => seq)).toEqual([2, 3, 4]);
  });

  it("B4: keys are renewed only if a tenth of their time has passed, and always live for most of it", async () => {
    const { recent, stream } = roomKeys("", roomId);
    const both = () => Promise.all([redis().ttl(recent), redis().ttl(stream)]);
    const [first, second, third] = run(1, 3) as [Message, Message, Message];
    await append([first], 0);
    for (const ttl of await both()) expect(ttl).toBeGreaterThan(ROOM_TTL_S - 60);
    for (const key of [recent, stream]) await redis().expire(key, 1_000);
    const soon = { ...second, sentAt: first.sentAt };
    await cache.append({ events: [soon], since: 1, sinceAt: first.sentAt, prev: 1 });
    for (const ttl of await both()) expect(ttl).toBeLessThanOrEqual(1_000);
    const later = { ...third, sentAt: first.sentAt + ROOM_TTL_S * 100 };
    await cache.append({ events: [later], since: 2, sinceAt: soon.sentAt, prev: 2 });
    for (const ttl of await both()) expect(ttl).toBeGreaterThan(ROOM_TTL_S - 60);
  });

  it("C3: a list behind the archive is not served", async () => {
    const messages = run(1, 12);
    await archive(messages);
    await append(messages.slice(0, 10), 0);
    expect(await seqsOf(12)).toEqual({ source: "database", seqs: upTo(12), head: 12 });
    expect((await seqsOf(12)).source).toBe("redis");
  });

  it("C3: a list with a gap, with a bad value, or cut short is not served", async () => {
    const messages = run(1, 60);
    await archive(messages);
    const { recent } = roomKeys("", roomId);
    const spoil = [
      () =>
        redis()
          .lrem(recent, 1, 5)
          .then(() => redis().lpop(recent)),
      async () => {
        const values = await redis().lrange<string>(recent, 0, -1);
        await redis().lrem(recent, 1, values[7] ?? "");
      },
      () => redis().lset(recent, 3, "not json"),
      () => redis().ltrim(recent, 0, 20),
      () => redis().del(recent),
    ];
    for (const each of spoil) {
      await cache.rewrite(messages.slice(-50), [], 60);
      expect((await seqsOf(60)).source).toBe("redis");
      await each();
      expect(await seqsOf(60)).toEqual({ source: "database", seqs: upTo(60, 11), head: 60 });
    }
  });

  it("C3: append detects that Redis was emptied or rolled back since the last flush", async () => {
    await append(run(1, 20), 0);
    const { recent, stream } = roomKeys("", roomId);
    await redis().del(recent);
    expect(await append(run(21, 22), 20)).toBe(false);
    // Nothing comes back without its time to live.
    expect(await redis().exists(recent)).toBe(0);
    await cache.rewrite(run(1, 22), run(1, 22), 22);
    await redis().del(stream);
    expect(await append(run(23, 24), 22)).toBe(false);
    expect(await redis().exists(stream)).toBe(0);
    await cache.rewrite(run(1, 10), run(1, 10), 10);
    expect(await append(run(25, 26), 24)).toBe(false);
  });

  it("C3: a page's slow warm-up never undoes the room's later writes", async () => {
    const messages = run(1, 5);
    await archive(messages);
    await append(messages, 0);
    const { top } = await cache.read();
    await append(run(6, 6), 5);
    await cache.warmUp(messages, 5, top);
    expect(await listed()).toEqual(upTo(6).reverse());
  });

  it("C3: a room ahead of the archive is served from Redis, up to its own head", async () => {
    const messages = run(1, 8);
    await archive(messages.slice(0, 5));
    await append(messages, 0);
    expect(await seqsOf(5)).toEqual({ source: "redis", seqs: upTo(8), head: 8 });
  });

  it("C4: with Redis unavailable the archive serves", async () => {
    await archive(run(1, 3));
    await cloud.redis.stop();
    expect(await seqsOf(3)).toEqual({ source: "database", seqs: upTo(3), head: 3 });
    await cloud.redis.start();
  });
});

describe("the archive", () => {
  it("R3: a batch written twice is one batch; the head never goes back", async () => {
    const messages = run(1, 500);
    await archive(messages);
    await archive(messages);
    await archive(messages.slice(0, 3));
    expect(await seqsOf(500)).toEqual({ source: "database", seqs: upTo(500, 451), head: 500 });
    const { head } = await recentWindow(db, cache, roomId, 0);
    expect(head).toBe(500);
  });

  it("R4: the same clientId of the same author is never a second row, and a batch with one changes nothing", async () => {
    const [first] = run(1, 1) as [Message];
    await archive([first]);
    await expect(archive([{ ...first, seq: 2 }, message(3)])).rejects.toThrow();
    expect((await recentWindow(db, cache, roomId, 1)).messages).toEqual([first]);
  });

  it("stores every text unchanged: quotes, backslashes, newlines, emoji, right-to-left", async () => {
    const texts = [`'"\\`, "line\nline", "👩‍👩‍👧‍👦", "שלום", "가각힣", "\u202e evil", '{"a":1}', "%_$1"];
    await archive(texts.map((body, i) => ({ ...message(i + 1), body })));
    const { messages } = await recentWindow(db, cache, roomId, texts.length);
    expect(messages.map(({ body }) => body)).toEqual(texts);
    expect((await recentWindow(db, cache, roomId, texts.length)).messages.map(({ body }) => body)).toEqual(texts);
  });
});
