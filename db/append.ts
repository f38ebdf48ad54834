import { sql } from "drizzle-orm";
import { DELETED_USERNAME } from "../lib/deleted-user";
import { groupBy } from "../lib/group-by";
import { type Amendment, type Entry, isAmendment, timeOf } from "../lib/log";
import type { Database } from "./client";
import { violatesForeignKey } from "./failure";
import { NoSuchRoom } from "./messages";
import { members, messages, reactions, rooms, users } from "./schema";

type Reads = ReadonlyArray<readonly [userId: string, seq: number]>;

/**
 * Adds a batch of events, makes of their messages what they make of them, moves the room's head, and notes how far members
 * have read: one statement, all or nothing. Safe to repeat after any failure, and even where an earlier try takes effect late: the primary key (room, seq)
 * drops what is there already, and only rows that are really new amend anything (R3). Where the archive lacks what came
 * before the batch, nothing of it is added.
 * @returns the archive's head before that. @throws NoSuchRoom
 */
export async function appendEvents(
  db: Database,
  roomId: string,
  entries: readonly Entry[],
  reads: Reads = [],
): Promise<number> {
  try {
    return await appendOnce(db, roomId, entries, reads);
  } catch (error) {
    if (!violatesForeignKey(error, "messages_author_id_users_id_fk")) throw error;
    await admitUnknown(db, entries);
    return appendOnce(db, roomId, entries, reads);
  }
}

/** Says that what the archive lacks up to `seq` is lost, so that what follows can be added. */
export async function skipTo(db: Database, roomId: string, seq: number): Promise<void> {
  await db.execute(sql`update ${rooms} set head_seq = greatest(head_seq, ${seq}) where id = ${roomId}::uuid`);
}

/** A database that was set back does not know everyone who has spoken: they stand in it like those who deleted their account. */
async function admitUnknown(db: Database, entries: readonly Entry[]): Promise<void> {
  const gone = { username: DELETED_USERNAME, deletedAt: new Date() };
  const authors = [...new Set(entries.map(({ by }) => by))].map((id) => ({ id, usernameKey: id, ...gone }));
  await db.insert(users).values(authors).onConflictDoNothing();
}

async function appendOnce(db: Database, roomId: string, entries: readonly Entry[], reads: Reads): Promise<number> {
  const room = sql`${roomId}::uuid`;
  const before = (entries[0]?.event.seq ?? 1) - 1;
  const { rows } = await db.execute<{ head: string }>(sql`
    with room as (
      select head_seq from ${rooms} where id = ${room}
    ), batch as (
      select * from jsonb_to_recordset(${JSON.stringify(rowsOf(entries))}::jsonb) as row(
        seq bigint, kind text, author uuid, client uuid, body text, reply bigint, at bigint, target bigint, emoji text,
        "on" boolean, notice jsonb, edited_body text, edited_at bigint, deleted_at bigint)
      where ${before}::bigint <= coalesce((select head_seq from room), ${before}::bigint)
    ), added as (
      insert into ${messages} (room_id, seq, kind, author_id, client_id, body, reply_to, sent_at, target, emoji, is_on,
        notice, edited_body, edited_at, deleted_at)
      select ${room}, seq, kind, author, client,
        case when kind = 'edit' and exists (select from ${messages} gone
          where gone.room_id = ${room} and gone.seq = batch.target and gone.deleted_at is not null) then '' else body end, reply, to_timestamp(at / 1000.0), target, emoji, "on",
        notice, edited_body, to_timestamp(edited_at / 1000.0), to_timestamp(deleted_at / 1000.0)
      from batch order by seq
      on conflict (room_id, seq) do nothing
      returning seq, kind, author_id, body, sent_at, target, emoji, is_on
    ), amendments as (
      select target, min(sent_at) filter (where kind = 'delete') as deleted_at,
        max(sent_at) filter (where kind = 'edit') as edited_at,
        (array_agg(body order by seq desc) filter (where kind = 'edit'))[1] as edited_body
      from added where kind in ('edit', 'delete') group by target
    ), amended as (
      update ${messages} m set
        deleted_at = coalesce(m.deleted_at, a.deleted_at),
        body = case when coalesce(m.deleted_at, a.deleted_at) is null then m.body else '' end,
        edited_body = case when coalesce(m.deleted_at, a.deleted_at) is null then coalesce(a.edited_body, m.edited_body) end,
        edited_at = case when coalesce(m.deleted_at, a.deleted_at) is null then coalesce(a.edited_at, m.edited_at) end
      from amendments a where m.room_id = ${room} and m.seq = a.target and m.kind = 'message'
    ), emptied as (
      update ${messages} m set body = ''
      from amendments a
      where a.deleted_at is not null and m.room_id = ${room} and m.target = a.target and m.kind = 'edit'
    ), last_word as (
      select distinct on (target, emoji, author_id) target, emoji, author_id, is_on
      from added where kind = 'reaction' order by target, emoji, author_id, seq desc
    ), given as (
      insert into ${reactions} (room_id, seq, emoji, user_id)
      select ${room}, target, emoji, author_id from last_word where is_on
      on conflict do nothing
    ), taken_back as (
      delete from ${reactions} r using last_word w
      where not w.is_on and r.room_id = ${room} and r.seq = w.target and r.emoji = w.emoji and r.user_id = w.author_id
    ), reads as (
      update ${members} m set last_read_seq = r.seq
      from jsonb_to_recordset(${JSON.stringify(reads.map(([user, seq]) => ({ user, seq })))}::jsonb) as r("user" uuid, seq bigint)
      where m.room_id = ${room} and m.user_id = r."user" and m.last_read_seq < r.seq
    ), moved as (
      update ${rooms} set
        head_seq = greatest(head_seq, (select max(seq) from batch)),
        last_activity_at = greatest(last_activity_at,
          (select to_timestamp(max(at) / 1000.0) from batch where kind = 'message' and notice is null))
      where id = ${room} and exists (select from batch)
    )
    select head_seq as head from room`);
  if (!rows[0]) throw new NoSuchRoom();
  return Number(rows[0].head);
}

/**
 * Rows as the statement reads them. What the batch itself does to its own messages is folded in here: within one statement
 * Postgres does not see the rows that it is just inserting.
 */
function rowsOf(entries: readonly Entry[]) {
  const byTarget = groupBy(entries.map(({ event }) => event).filter(isAmendment), ({ target }) => target);
  const isDeleted = (seq: number) => byTarget.get(seq)?.some(({ kind }) => kind === "delete") ?? false;
  return entries.map(({ event, by, clientId }) => {
    const row = { seq: event.seq, kind: event.kind, author: by, client: clientId, at: timeOf(event) };
    if (event.kind !== "message") return { ...row, ...amendmentRow(event, isDeleted(event.target)) };
    const own = byTarget.get(event.seq) ?? [];
    return { ...row, reply: event.replyTo, body: event.body, notice: event.notice, ...foldedState(own) };
  });
}

function amendmentRow(event: Amendment, isTargetDeleted: boolean) {
  if (event.kind === "edit") return { target: event.target, body: isTargetDeleted ? "" : event.body };
  if (event.kind === "delete") return { target: event.target, body: "" };
  return { target: event.target, body: "", emoji: event.emoji, on: event.on };
}

function foldedState(amendments: readonly Amendment[]) {
  const deleted = amendments.find(({ kind }) => kind === "delete");
  if (deleted) return { body: "", deleted_at: deleted.at };
  const edit = amendments.findLast((event) => event.kind === "edit");
  return edit ? { edited_body: edit.body, edited_at: edit.at } : {};
}
