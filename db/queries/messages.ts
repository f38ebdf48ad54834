/** Reads the archive of rooms' logs, with at most one statement per call. */
import { and, asc, desc, eq, gt, inArray, lt, type SQL, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { members, messages, reactions, rooms, users } from "@/db/schema";
import { type ArchiveHead, READERS_KEPT_MAX } from "@/lib/events/archive-head";
import type { SendReceipt } from "@/lib/events/reduce";
import { lastInAnswer } from "@/lib/protocol/event-size";
import { type Event, type Message, RECENT_MAX, type Source } from "@/lib/protocol/room";
import type { RecentCache } from "@/lib/server/redis/recent";
import { groupBy } from "@/lib/shared/group-by";
import { isPairBlocked } from "./blocks";

/** Up to `limit` messages with a seq below `before`, oldest first. */
export async function messagesBefore(db: Database, roomId: string, before: number, limit: number): Promise<Message[]> {
  const where = and(eq(messages.roomId, roomId), lt(messages.seq, before));
  return (await selectMessages(db, where, desc(messages.seq), limit)).reverse();
}

/** Up to `limit` messages with a seq above `after`, oldest first. */
export function messagesAfter(db: Database, roomId: string, after: number, limit: number): Promise<Message[]> {
  const where = and(eq(messages.roomId, roomId), gt(messages.seq, after));
  return selectMessages(db, where, asc(messages.seq), limit);
}

/** The newest `limit` messages, oldest first. */
export function recentMessages(db: Database, roomId: string, limit: number): Promise<Message[]> {
  return messagesBefore(db, roomId, Number.MAX_SAFE_INTEGER, limit);
}

/** The messages with these seqs, oldest first. The seq of an edit, delete or reaction is left out. */
export function messagesAt(db: Database, roomId: string, seqs: readonly number[]): Promise<Message[]> {
  const where = and(eq(messages.roomId, roomId), inArray(messages.seq, [...seqs]));
  return selectMessages(db, where, asc(messages.seq), seqs.length);
}

/** One message with its amendments applied, or undefined if there is none with this seq. */
export async function findArchivedMessage(db: Database, roomId: string, seq: number): Promise<Message | undefined> {
  return (await selectMessages(db, and(eq(messages.roomId, roomId), eq(messages.seq, seq)), asc(messages.seq), 1))[0];
}

/** Up to `limit` events with a seq above `after`, in order, without text that has been deleted since. */
export async function eventsAfter(db: Database, roomId: string, after: number, limit: number): Promise<Event[]> {
  const rows = await db
    .select({ ...COLUMNS, kind: messages.kind, target: messages.target, emoji: messages.emoji, isOn: messages.isOn })
    .from(messages)
    .innerJoin(users, eq(users.id, messages.authorId))
    .where(and(eq(messages.roomId, roomId), gt(messages.seq, after)))
    .orderBy(asc(messages.seq))
    .limit(limit);
  return rows.map(toEvent);
}

/** The receipt of an archived send, if there was one (R4). */
export async function findReceipt(
  db: Database,
  roomId: string,
  authorId: string,
  clientId: string,
): Promise<SendReceipt | undefined> {
  const [row] = await db
    .select({ seq: messages.seq, sentAt: messages.sentAt })
    .from(messages)
    .where(and(eq(messages.roomId, roomId), eq(messages.authorId, authorId), eq(messages.clientId, clientId)));
  return row && { seq: row.seq, sentAt: row.sentAt.getTime() };
}

export class NoSuchRoom extends Error {}

/** The archive's head of a room's log. @throws NoSuchRoom */
export async function archiveHead(db: Database, roomId: string): Promise<ArchiveHead> {
  const newest = (what: SQL, where: SQL) =>
    sql<
      string | null
    >`(select ${what} from ${messages} m where m.room_id = ${rooms.id} ${where} order by m.seq desc limit 1)`;
  const [row] = await db
    .select({
      seq: rooms.headSeq,
      lastMessage: newest(sql`m.seq`, sql`and m.kind = 'message'`),
      newestAt: newest(sql`(extract(epoch from m.sent_at) * 1000)::bigint`, sql``),
      createdAt: rooms.createdAt,
      isReadOnly: sql<boolean>`(${rooms.archivedAt} is not null or ${isPairBlocked()})`,
      readers: sql<Record<string, number> | null>`(select jsonb_object_agg(r.user_id, r.last_read_seq) from (
        select m.user_id, m.last_read_seq from ${members} m join ${users} u on u.id = m.user_id
        where m.room_id = ${roomId} and m.last_read_seq > 0 and u.receipts
        order by m.last_read_seq desc limit ${READERS_KEPT_MAX}) r)`,
    })
    .from(rooms)
    .where(eq(rooms.id, roomId));
  if (!row) throw new NoSuchRoom();
  const newestAt = Number(row.newestAt ?? row.createdAt.getTime());
  const { seq, readers, isReadOnly } = row;
  return { seq, lastMessage: Number(row.lastMessage ?? 0), newestAt, isReadOnly, readers: readers ?? {} };
}

const COLUMNS = {
  seq: messages.seq,
  clientId: messages.clientId,
  authorId: messages.authorId,
  username: users.username,
  body: messages.body,
  sentAt: messages.sentAt,
  replyTo: messages.replyTo,
  notice: messages.notice,
  bound: messages.bound,
  files: messages.files,
};

type Stored = typeof messages.$inferSelect;
type Row = Pick<
  Stored,
  "seq" | "clientId" | "authorId" | "body" | "sentAt" | "replyTo" | "notice" | "bound" | "files"
> & {
  username: string;
};

async function selectMessages(db: Database, where: SQL | undefined, order: SQL, limit: number): Promise<Message[]> {
  const given = sql<Array<[emoji: string, userId: string]> | null>`(
    select jsonb_agg(jsonb_build_array(r.emoji, r.user_id) order by r.user_id) from ${reactions} r
    where r.room_id = ${messages.roomId} and r.seq = ${messages.seq})`;
  const rows = await db
    .select({
      ...COLUMNS,
      edited: messages.editedBody,
      editedBound: messages.editedBound,
      editedAt: messages.editedAt,
      deletedAt: messages.deletedAt,
      given,
    })
    .from(messages)
    .innerJoin(users, eq(users.id, messages.authorId))
    .where(and(eq(messages.kind, "message"), where))
    .orderBy(order)
    .limit(limit);
  return rows.map((row) => {
    const message = toMessageEvent(row.editedAt || row.deletedAt ? { ...row, bound: row.editedBound } : row);
    if (row.deletedAt) return { ...message, body: "", deletedAt: row.deletedAt.getTime() };
    const edit = row.editedAt ? { body: row.edited ?? row.body, editedAt: row.editedAt.getTime() } : {};
    return { ...message, ...edit, ...(row.given ? { reactions: byEmoji(row.given) } : {}) };
  });
}

function byEmoji(given: ReadonlyArray<[emoji: string, userId: string]>): Record<string, string[]> {
  const groups = groupBy(given, ([emoji]) => emoji);
  return Object.fromEntries([...groups].map(([emoji, pairs]) => [emoji, pairs.map(([, userId]) => userId)]));
}

function toMessageEvent({ seq, clientId, authorId, username, body, sentAt, replyTo, notice, bound, files }: Row) {
  const message = { kind: "message" as const, seq, clientId, author: { id: authorId, username }, body };
  const more = {
    ...(replyTo === null ? {} : { replyTo }),
    ...(notice === null ? {} : { notice }),
    ...toMentions(bound),
    ...(files === null ? {} : { files }),
  };
  return { ...message, sentAt: sentAt.getTime(), ...more };
}

const toMentions = (bound: string[] | null) => (bound === null ? {} : { mentions: bound });

type EventRow = Row & Pick<Stored, "kind" | "target" | "emoji" | "isOn">;

function toEvent(row: EventRow): Event {
  if (row.kind === "message") return toMessageEvent(row);
  const about = { seq: row.seq, target: row.target ?? 0, by: row.authorId, at: row.sentAt.getTime() };
  if (row.kind === "edit") return { kind: "edit", ...about, body: row.body, ...toMentions(row.bound) };
  if (row.kind === "delete") return { kind: "delete", ...about };
  return { kind: "reaction", ...about, emoji: row.emoji ?? "", on: row.isOn ?? false };
}

export interface RecentWindow {
  /** The last messages, oldest first; as many as fit into one answer. */
  messages: Message[];
  /** The seq up to which they are complete: the socket continues from there. */
  head: number;
  source: Exclude<Source, "memory">;
}

/**
 * The recent messages for a first paint: from the Redis list if it is complete and not behind the archive (hit), else from
 * the archive, which then refills a list that is not ahead of it (miss, warm-up; C1, C3). An unavailable Redis is a miss.
 *
 * @param headSeq the archive's head of this room, which the caller has read with the room.
 * @throws if the archive is needed and unavailable.
 */
export async function recentWindow(
  db: Database,
  cache: RecentCache,
  roomId: string,
  headSeq: number,
): Promise<RecentWindow> {
  const list = await cache.read().catch(() => undefined);
  if (list?.messages && list.asOf >= headSeq) {
    return { messages: lastInAnswer(list.messages), head: list.asOf, source: "redis" };
  }
  const messages = await recentMessages(db, roomId, RECENT_MAX);
  const head = Math.max(headSeq, messages.at(-1)?.seq ?? 0);
  // Does not replace a list that is ahead of the archive: the room has written to it since.
  if (list && messages.length > 0 && list.asOf <= head) await cache.warmUp(messages, head, list.top).catch(() => {});
  return { messages: lastInAnswer(messages), head, source: "database" };
}
