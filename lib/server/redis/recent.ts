/**
 * A room's replica in Redis: the list of its recent 50 messages and the stream of its last events. Values carry their
 * seq, and each message the seq of the one before it (`prev`), so that a reader can detect a list that missed a write
 * (C3).
 */
import type { Redis } from "@upstash/redis/cloudflare";
import { z } from "zod";
import { type Event, event, type Message, message, RECENT_MAX } from "@/lib/protocol/room";
import { ROOM_TTL_S, roomKeys, STREAM_MAX } from "./redis-keys";

/**
 * A list value: the message, the seq of the message before it (0: it is the room's first), and the log's head when it
 * was written. Edits, deletes and reactions move the head without adding a message, so the newest value has the head
 * that the list is current for.
 */
const linked = message.extend({ prev: z.number().int().min(0), asOf: z.number().int().min(1) });
type Linked = z.infer<typeof linked>;

/** Entries as XRANGE returns them: `[id, ["event", json]]`. */
const streamReply = z.array(z.tuple([z.string(), z.tuple([z.literal("event"), z.string()])]));

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
  /** A run of events. */
  events: readonly Event[];
  /** The head that Redis should have before this batch (a seq). */
  since: number;
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

  function addEvents(tx: ReturnType<Redis["multi"]>, events: readonly Event[]) {
    for (const each of events.slice(-STREAM_MAX)) {
      tx.xadd(
        keys.stream,
        `${each.seq}-0`,
        { event: JSON.stringify(each) },
        { trim: { type: "MAXLEN", comparison: "~", threshold: STREAM_MAX } },
      );
    }
    tx.expire(keys.stream, ROOM_TTL_S);
  }

  return {
    async read() {
      const values = await redis.lrange<string>(keys.recent, 0, RECENT_MAX - 1);
      return { messages: wholeList(values), top: values[0], asOf: parseLinked(values[0])?.asOf ?? 0 };
    },

    async after(seq, limit) {
      // The client's own type is of the deserialized form; ours keeps replies as Redis gives them.
      const reply: unknown = await redis.xrange(keys.stream, `${seq + 1}-0`, "+", limit);
      return streamReply.parse(reply).map(([, [, json]]) => event.parse(JSON.parse(json)));
    },

    async append({ events, since, prev, window }) {
      const tx = redis.multi();
      tx.lindex(keys.recent, 0);
      addEvents(tx, events);
      const asOf = events.at(-1)?.seq ?? since;
      if (window) tx.del(keys.recent);
      const values = window ? link(window, firstPrev(window), asOf) : link(events.filter(isMessage), prev);
      if (values.length > 0) tx.lpush(keys.recent, ...values.slice(-RECENT_MAX));
      tx.ltrim(keys.recent, 0, RECENT_MAX - 1);
      tx.expire(keys.recent, ROOM_TTL_S);
      const [top] = await tx.exec<[string | null]>();
      return (parseLinked(top)?.asOf ?? 0) === since;
    },

    async rewrite(messages, events, asOf) {
      const tx = redis.multi();
      tx.del(keys.recent, keys.stream);
      if (events.length > 0) addEvents(tx, events);
      const values = link(messages, firstPrev(messages), asOf);
      if (values.length > 0) tx.lpush(keys.recent, ...values);
      tx.expire(keys.recent, ROOM_TTL_S);
      await tx.exec();
    },

    async warmUp(messages, asOf, top) {
      const values = link(messages, firstPrev(messages), asOf).reverse();
      await redis.eval(REPLACE_IF_UNCHANGED, [keys.recent], [top ?? "", String(ROOM_TTL_S), ...values]);
    },
  };
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
 * A window shorter than the maximum begins at the room's first message; for a full one, the seq before it is never
 * read.
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
