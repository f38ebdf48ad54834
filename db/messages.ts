/** The archive of rooms' logs. Each function is one statement, so one request. */
import { and, asc, desc, eq, gt, lt, type SQL, sql } from "drizzle-orm";
import type { Entry, Receipt } from "../lib/log";
import type { Event, Message } from "../lib/protocol";
import type { Database } from "./client";
import { messages, rooms, users } from "./schema";

/**
 * Adds a batch of events and moves the room's head, all or nothing. Safe to repeat after any failure: the primary key
 * (room, seq) drops what is there already (R3).
 */
export async function appendMessages(db: Database, roomId: string, entries: readonly Entry[]): Promise<void> {
  const batch = JSON.stringify(entries.flatMap(toRow));
  await db.execute(sql`
    with batch as (
      select * from jsonb_to_recordset(${batch}::jsonb)
        as row(seq bigint, author uuid, client uuid, body text, reply bigint, at bigint)
    ), added as (
      insert into ${messages} (room_id, seq, author_id, client_id, body, reply_to, sent_at)
      select ${roomId}::uuid, seq, author, client, body, reply, to_timestamp(at / 1000.0) from batch order by seq
      on conflict (room_id, seq) do nothing
    )
    update ${rooms} set
      head_seq = greatest(head_seq, (select max(seq) from batch)),
      last_activity_at = greatest(last_activity_at, (select to_timestamp(max(at) / 1000.0) from batch))
    where id = ${roomId}::uuid`);
}

function toRow({ event, by, clientId }: Entry) {
  if (event.kind !== "message") return [];
  return [{ seq: event.seq, author: by, client: clientId, body: event.body, reply: event.replyTo, at: event.sentAt }];
}

/** Up to `limit` messages with a seq below `before`, oldest first. */
export async function messagesBefore(db: Database, roomId: string, before: number, limit: number): Promise<Message[]> {
  return (
    await select(db, and(eq(messages.roomId, roomId), lt(messages.seq, before)), desc(messages.seq), limit)
  ).reverse();
}

/** Up to `limit` messages with a seq above `after`, oldest first. */
export function messagesAfter(db: Database, roomId: string, after: number, limit: number): Promise<Message[]> {
  return select(db, and(eq(messages.roomId, roomId), gt(messages.seq, after)), asc(messages.seq), limit);
}

/** Up to `limit` events with a seq above `after`, in order. */
export function eventsAfter(db: Database, roomId: string, after: number, limit: number): Promise<Event[]> {
  return messagesAfter(db, roomId, after, limit);
}

/** The newest `limit` messages, oldest first. */
export function recentMessages(db: Database, roomId: string, limit: number): Promise<Message[]> {
  return messagesBefore(db, roomId, Number.MAX_SAFE_INTEGER, limit);
}

/** The receipt of an archived send, or undefined where there was none (R4). */
export async function findReceipt(
  db: Database,
  roomId: string,
  authorId: string,
  clientId: string,
): Promise<Receipt | undefined> {
  const [row] = await db
    .select({ seq: messages.seq, sentAt: messages.sentAt })
    .from(messages)
    .where(and(eq(messages.roomId, roomId), eq(messages.authorId, authorId), eq(messages.clientId, clientId)));
  return row && { seq: row.seq, sentAt: row.sentAt.getTime() };
}

/** How far the archive knows a room's log. @throws Error if there is no such room. */
export async function archiveHead(db: Database, roomId: string): Promise<{ seq: number; lastActivityAt: number }> {
  const [row] = await db
    .select({ seq: rooms.headSeq, at: rooms.lastActivityAt })
    .from(rooms)
    .where(eq(rooms.id, roomId));
  if (!row) throw new Error("no such room");
  return { seq: row.seq, lastActivityAt: row.at.getTime() };
}

async function select(db: Database, where: SQL | undefined, order: SQL, limit: number): Promise<Message[]> {
  const rows = await db
    .select({
      seq: messages.seq,
      clientId: messages.clientId,
      authorId: messages.authorId,
      username: users.username,
      body: messages.body,
      sentAt: messages.sentAt,
      replyTo: messages.replyTo,
    })
    .from(messages)
    .innerJoin(users, eq(users.id, messages.authorId))
    .where(where)
    .orderBy(order)
    .limit(limit);
  return rows.map((row) => ({
    kind: "message" as const,
    seq: row.seq,
    clientId: row.clientId,
    author: { id: row.authorId, username: row.username },
    body: row.body,
    sentAt: row.sentAt.getTime(),
    ...(row.replyTo === null ? {} : { replyTo: row.replyTo }),
  }));
}
