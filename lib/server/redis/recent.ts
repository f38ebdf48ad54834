/**
 * A room's replica in Redis: the list of its recent 50 messages and the stream of its last events. Values carry their
 * seq, and each message the seq of the one before it (`prev`), so that a reader can detect a list that missed a write
 * (C3).
 */
import type { Redis } from "@upstash/redis/cloudflare";
import * as z from "zod";
import { timeOf } from "@/lib/events/reduce";
import { sizeOf, takeWithin } from "@/lib/protocol/event-size";
import { type Event, event, type Message, message, RECENT_MAX } from "@/lib/protocol/room";
import { ROOM_TTL_S, roomKeys, STREAM_MAX } from "./redis-keys";

/**
 * A list value: the message, the seq of the message before it (0: the list begins here), and the log's head when it
 * was written. Edits, deletes and reactions move the head without adding a message, so the newest value has the head
 * that the list is current for.
 */
const linked = z.object({ ...message.shape, prev: z.number().int().min(0), asOf: z.number().int().min(1) });
type Linked = z.infer<typeof linked>;

/**
 * Entries as XRANGE returns them: `[id, ["events", json]]`. The id is the seq of the entry's last event. Earlier releases
 * wrote one event per entry.
 */
const streamReply = z.array(z.tuple([z.string(), z.tuple([z.enum(["events", "event"]), z.string()])]));

/** A stream entry has several events, since Upstash bills each command. Small enough that a reader can stop in time (D7). */
const ENTRY_EVENTS_MAX = 10;
const ENTRY_BYTES_MAX = 8_000;

/** The list may be this much longer than what readers take, so that not every flush has to trim it. */
const TRIM_EVERY = RECENT_MAX;
/** A flush renews the keys' time to live when its events reach a new period of this length. */
const RENEW_EVERY_MS = (ROOM_TTL_S * 1_000) / 10;

export interface CachedRecent {
  /** Oldest first. Undefined: the list is missing or incomplete; it must not be served. */
  messages: Message[] | undefined;
  /** The head (a seq) that the list is current for; 0 if there is none. */
  asOf: number;
  /** The newest element as stored, for the compare-and-set when it is replaced. */
  top: string | undefined;
}

/** The batch that a flush writes to Redis. */
export interface RecentBatch {
  /** Events with consecutive seqs. */
  events: readonly Event[];
  /** The head that Redis should have before this batch (a seq). */
  since: number;
  /** The time of the event before this batch (epoch ms); undefined: unknown. */
  sinceAt?: number;
  /** The seq of the newest message before this batch; 0 if there is none. */
  prev: number;
  /** The whole window after the batch, if the batch changes messages that may already be in the list. */
  window?: readonly Message[];
}

export interface RecentCache {
  /** The list, one request. @throws if Redis is unavailable */
  read(): Promise<CachedRecent>;
  /** Up to `limit` events after a seq, from the stream, one request. @throws if Redis is unavailable */
  after(seq: number, limit: number): Promise<Event[]>;
  /**
   * Adds a batch to list and stream in one transaction, one request (C2). Returns false if Redis' head was not `since`:
   * it missed a write, was emptied or was restored, so rewrite it.
   */
  append(batch: RecentBatch): Promise<boolean>;
  /**
   * Replaces list and stream in one transaction. Only the room object may call it: it alone knows its log's head,
   * `asOf`.
   */
  rewrite(messages: readonly Message[], events: readonly Event[], asOf: number): Promise<void>;
  /** Fills the list from the archive as of a seq, unless the list was written to since `top` was read. */
  warmUp(messages: readonly Message[], asOf: number, top: string | undefined): Promise<void>;
}

/** Compare and set: a page's warm-up must never undo the room's later writes. */
const REPLACE_IF_UNCHANGED = `
local top = redis.call('LINDEX', KEYS[1], 0) or ''
if top ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
for i = 3, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1`;

export function recentCache(redis: Redis, prefix: string, roomId: string): RecentCache {
  const keys = roomKeys(prefix, roomId);

  return {
    async read() {
      const values = await redis.lrange<string>(keys.recent, 0, RECENT_MAX - 1);
      return { messages: wholeList(values), top: values[0], asOf: parseLinked(values[0])?.asOf ?? 0 };
    },

    async after(seq, limit) {
      // The client's own type is of the deserialized form; ours keeps replies as Redis gives them.
      const reply: unknown = await redis.xrange(keys.stream, `${seq + 1}-0`, "+", limit);
      const entries = streamReply.parse(reply).flatMap(([, [, json]]) => JSON.parse(json) as unknown);
      return entries
        .map((each) => event.parse(each))
        .filter((each) => each.seq > seq)
        .slice(0, limit);
    },

    async append({ events, since, sinceAt, prev, window }) {
      const isFirst = since === 0;
      const isNewList = isFirst || window !== undefined;
      const asOf = events.at(-1)?.seq ?? since;
      const values = window ? link(window, firstPrev(window), asOf) : link(events.filter(isMessage), prev);
      const tx = redis.multi();
      tx.lindex(keys.recent, 0);
      addEvents(tx, keys.stream, events, !isFirst);
      if (window) tx.del(keys.recent);
      const newest = values.slice(-RECENT_MAX);
      if (newest.length > 0) tx[isNewList ? "lpush" : "lpushx"](keys.recent, ...newest);
      if (!window && Math.floor(asOf / TRIM_EVERY) > Math.floor(since / TRIM_EVERY))
        tx.ltrim(keys.recent, 0, RECENT_MAX - 1);
      if (isNewList || isRenewalDue(sinceAt, events)) renew(tx, keys);
      const replies = await tx.exec<unknown[]>();
      const hasStream = replies[1] !== null;
      return hasStream && (parseLinked(replies[0] as string | null)?.asOf ?? 0) === since;
    },

    async rewrite(messages, events, asOf) {
      const tx = redis.multi();
      tx.del(keys.recent, keys.stream);
      addEvents(tx, keys.stream, events, false);
      const values = link(messages, firstPrev(messages), asOf);
      if (values.length > 0) tx.lpush(keys.recent, ...values);
      renew(tx, keys);
      await tx.exec();
    },

    async warmUp(messages, asOf, top) {
      const values = link(messages, firstPrev(messages), asOf).reverse();
      await redis.eval(REPLACE_IF_UNCHANGED, [keys.recent], [top ?? "", String(ROOM_TTL_S), ...values]);
    },
  };
}

type Transaction = ReturnType<Redis["multi"]>;

/** @param mustExist a stream that Redis has evicted must not come back without its earlier events and its time to live */
function addEvents(tx: Transaction, stream: string, events: readonly Event[], mustExist: boolean): void {
  for (const entry of entriesOf(events.slice(-STREAM_MAX))) {
    const last = entry.at(-1)?.seq ?? 0;
    const trim = { type: "MINID", comparison: "~", threshold: String(Math.max(0, last - STREAM_MAX)) } as const;
    tx.xadd(stream, `${last}-0`, { events: JSON.stringify(entry) }, { nomkStream: mustExist, trim });
  }
}

function renew(tx: Transaction, { stream, recent }: ReturnType<typeof roomKeys>): void {
  tx.expire(stream, ROOM_TTL_S);
  tx.expire(recent, ROOM_TTL_S);
}

/** Splits a run of events into stream entries. */
function entriesOf(events: readonly Event[]): Event[][] {
  const entries: Event[][] = [];
  for (let rest = [...events]; rest.length > 0; ) {
    const entry = takeWithin(rest.slice(0, ENTRY_EVENTS_MAX), ENTRY_BYTES_MAX, sizeOf);
    entries.push(entry);
    rest = rest.slice(entry.length);
  }
  return entries;
}

/** The keys live RENEW_EVERY_MS less than ROOM_TTL_S after the last event, at worst. */
function isRenewalDue(sinceAt: number | undefined, events: readonly Event[]): boolean {
  const period = (at: number) => Math.floor(at / RENEW_EVERY_MS);
  const last = events.at(-1);
  return sinceAt === undefined || (last !== undefined && period(timeOf(last)) > period(sinceAt));
}

const isMessage = (event: Event) => event.kind === "message";

/**
 * Messages as list values, oldest first.
 * @param prev the seq of the message before the first
 * @param asOf the log's head; if missing, each message was the newest event when it was written
 */
function link(messages: readonly Message[], prev: number, asOf?: number): string[] {
  let before = prev;
  return messages.map((each) => {
    const value = JSON.stringify({ ...each, prev: before, asOf: asOf ?? each.seq } satisfies Linked);
    before = each.seq;
    return value;
  });
}

/**
 * A window of fewer than RECENT_MAX messages counts as complete: it has the room's first message, or was cut to fit a
 * request. Of a full window, readers ignore the first `prev`.
 */
function firstPrev(messages: readonly Message[]): number {
  return messages.length < RECENT_MAX ? 0 : Math.max(0, (messages[0]?.seq ?? 1) - 1);
}

function wholeList(values: readonly string[]): Message[] | undefined {
  const newestFirst = values.map(parseLinked);
  for (const [i, each] of newestFirst.entries()) {
    if (!each) return undefined;
    const older = newestFirst[i + 1];
    const isEnd = i === newestFirst.length - 1;
    if (isEnd ? i + 1 < RECENT_MAX && each.prev !== 0 : !older || !follows(each, older)) return undefined;
  }
  return newestFirst.length > 0
    ? (newestFirst as Linked[]).reverse().map(({ prev: _, asOf: __, ...rest }) => rest)
    : undefined;
}

/**
 * Whether two values were written together, or one right after the other. An edit, delete or reaction between them
 * would have rewritten both.
 */
function follows(newer: Linked, older: Linked): boolean {
  return newer.prev === older.seq && (newer.asOf === older.asOf || newer.seq === older.asOf + 1);
}

function parseLinked(value: string | null | undefined): Linked | undefined {
  if (!value) return undefined;
  try {
    return linked.parse(JSON.parse(value));
  } catch {
    return undefined;
  }
}
