import { type SQL, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { violatesForeignKey } from "@/db/errors";
import { fileParts, filesIn } from "@/db/files/message-files";
import { notifyMembers } from "@/db/notifications/notify-members";
import { pendingCallsOf } from "@/db/pending-calls";
import { members, mentions, messages, reactions, rooms, users } from "@/db/schema";
import { DELETED_USERNAME } from "@/lib/events/deleted-user";
import { NAMES_BETWEEN, textOf } from "@/lib/events/files";
import { calledNames } from "@/lib/events/mentions";
import { type Amendment, isAmendment, type LogEntry, timeOf } from "@/lib/events/reduce";
import type { FileDescriptor } from "@/lib/protocol/file-descriptor";
import { groupBy } from "@/lib/shared/group-by";
import { NoSuchRoom } from "./messages";

type Reads = ReadonlyArray<readonly [userId: string, seq: number]>;

export interface AppendResult {
  /** The archive's head before this batch. */
  head: number;
  /** Members whom the new events mention, by the seq of the message or edit. */
  mentioned: ReadonlyArray<[event: number, userId: string]>;
  /** The authors of the messages that the new ones reply to, if they are others, by the seq of the message. */
  authors: ReadonlyArray<[seq: number, userId: string]>;
  /** Commands that the web side has not delivered to the room (D8). */
  calls: ReadonlyArray<{ id: number; commands: unknown; at: number }>;
}

/**
 * Adds a batch of events, applies them to their messages, and moves the room's head, the read positions and the
 * mentions: one statement, all or nothing. Safe to repeat after any failure, even if an earlier try takes effect late:
 * rows that exist (primary key: room, seq) are skipped, and only new rows amend messages (R3). If the archive lacks
 * earlier events, no event is added.
 * @throws if the room does not exist: NoSuchRoom for an empty batch, else a violated foreign key
 */
export async function appendEvents(
  db: Database,
  roomId: string,
  entries: readonly LogEntry[],
  reads: Reads = [],
): Promise<AppendResult> {
  try {
    return await appendOnce(db, roomId, entries, reads);
  } catch (error) {
    if (!violatesForeignKey(error, "messages_author_id_users_id_fk")) throw error;
    await addUnknownAuthors(db, entries);
    return appendOnce(db, roomId, entries, reads);
  }
}

/** Moves the archive's head to `seq`, never back, so that later events can be added although earlier ones are lost. */
export async function skipTo(db: Database, roomId: string, seq: number): Promise<void> {
  await db.execute(sql`update ${rooms} set head_seq = greatest(head_seq, ${seq}) where id = ${roomId}::uuid`);
}

/** A database that was rolled back lacks authors of later events: they are added like users who deleted their account. */
async function addUnknownAuthors(db: Database, entries: readonly LogEntry[]): Promise<void> {
  const gone = { username: DELETED_USERNAME, deletedAt: new Date() };
  const authors = [...new Set(entries.map(({ by }) => by))].map((id) => ({ id, usernameKey: id, ...gone }));
  await db.insert(users).values(authors).onConflictDoNothing();
}

/** Bigints come as text: the driver does not read them as numbers. */
interface Row extends Record<string, unknown> {
  head: string;
  mentioned: AppendResult["mentioned"] | null;
  authors: AppendResult["authors"] | null;
  calls: AppendResult["calls"] | null;
}

async function appendOnce(
  db: Database,
  roomId: string,
  entries: readonly LogEntry[],
  reads: Reads,
): Promise<AppendResult> {
  const room = sql`${roomId}::uuid`;
  const isAmending = entries.some(({ event: { kind } }) => kind === "edit" || kind === "delete");
  const names = namesIn(entries);
  const mentions = isAmending || names.length > 0;
  const replies = entries.some(({ event }) => event.kind === "message" && event.replyTo !== undefined);
  const reactions = entries.some(({ event: { kind } }) => kind === "reaction");
  // Only the parts that this batch needs: planning all of them costs Postgres more than storing a plain message.
  const parts = [
    sql`room as (select head_seq, direct_key is not null as is_direct from ${rooms} where id = ${room})`,
    ...(entries.length > 0 ? [insertBatch(room, entries), moveHead(room)] : []),
    ...(isAmending ? [amendMessages(room)] : []),
    ...fileParts(
      room,
      filesIn(entries),
      entries.some(({ event: { kind } }) => kind === "delete"),
    ),
    ...(mentions ? [updateMentions(room, names)] : []),
    ...(isAmending ? [removeMentions(room)] : []),
    ...(reactions ? [updateReactions(room)] : []),
    ...notifyMembers(room, { mentions, replies, reactions }),
    ...(reads.length > 0 ? [moveReads(room, reads)] : []),
  ];
  const mentioned = mentions ? sql`(select jsonb_agg(jsonb_build_array(event, user_id)) from mentioned)` : sql`null`;
  const authors = replies ? sql`(select jsonb_agg(jsonb_build_array(reply_to, user_id)) from replied)` : sql`null`;
  const { rows } = await db.execute<Row>(sql`
    with ${sql.join(parts, sql`, `)}
    select head_seq as head, ${mentioned} as mentioned, ${authors} as authors,
      (${pendingCallsOf("room", roomId)}) as calls
    from room`);
  const [row] = rows;
  if (!row) throw new NoSuchRoom();
  const { head } = row;
  return { head: Number(head), mentioned: row.mentioned ?? [], authors: row.authors ?? [], calls: row.calls ?? [] };
}

// The parts of the statement: named subqueries, of which each may read those before it. Relations: `room`, `batch` (the rows of this
// batch, none if the archive lacks earlier events), `added` (those that are new), `amendments` (their edits and deletes by message),
// `mentioned` (members whom new events mention), `noted` (new rows of mentions), `last_reaction` (by message, emoji and user).

/** `batch` and `added`. An edit of a message that is already deleted is stored without its text. */
function insertBatch(room: SQL, entries: readonly LogEntry[]): SQL {
  // The archive must have every event before the batch. A missing room has no head: `coalesce` lets its batch through, and the foreign
  // key refuses it.
  const before = (entries[0]?.event.seq ?? 1) - 1;
  return sql`
    batch as (
      select * from jsonb_to_recordset(${JSON.stringify(rowsOf(entries))}::jsonb) as row(
        seq bigint, kind text, author uuid, client uuid, body text, reply bigint, at bigint, target bigint, emoji text,
        "on" boolean, notice jsonb, bound jsonb, files jsonb, edited_body text, edited_bound jsonb, edited_at bigint, deleted_at bigint)
      where ${before}::bigint <= coalesce((select head_seq from room), ${before}::bigint)
    ), added as (
      insert into ${messages} (room_id, seq, kind, author_id, client_id, body, reply_to, sent_at, target, emoji, is_on,
        notice, bound, files, edited_body, edited_bound, edited_at, deleted_at)
      select ${room}, seq, kind, author, client,
        case when kind = 'edit' and exists (select from ${messages} gone
          where gone.room_id = ${room} and gone.seq = batch.target and gone.deleted_at is not null) then '' else body end,
        reply, to_timestamp(at / 1000.0), target, emoji, "on",
        notice, bound, files, edited_body, edited_bound, to_timestamp(edited_at / 1000.0), to_timestamp(deleted_at / 1000.0)
      from batch order by seq
      on conflict (room_id, seq) do nothing
      returning seq, kind, author_id, body, bound, reply_to, sent_at, target, emoji, is_on, notice, deleted_at
    )`;
}

/** `amendments`; applies them to the messages, and removes the text of earlier edits. */
function amendMessages(room: SQL): SQL {
  return sql`
    amendments as (
      select target, min(sent_at) filter (where kind = 'delete') as deleted_at,
        max(sent_at) filter (where kind = 'edit') as edited_at,
        (array_agg(body order by seq desc) filter (where kind = 'edit'))[1] as edited_body,
        (array_agg(bound order by seq desc) filter (where kind = 'edit'))[1] as edited_bound
      from added where kind in ('edit', 'delete') group by target
    ), amended as (
      update ${messages} m set
        deleted_at = coalesce(m.deleted_at, a.deleted_at),
        body = case when coalesce(m.deleted_at, a.deleted_at) is null then coalesce(a.edited_body, m.body) else '' end,
        bound = case when coalesce(m.deleted_at, a.deleted_at) is not null then null
          when a.edited_at is null then m.bound else a.edited_bound end,
        files = case when coalesce(m.deleted_at, a.deleted_at) is null then m.files end,
        edited_bound = case when coalesce(m.deleted_at, a.deleted_at) is not null then null
          when a.edited_at is null then m.edited_bound else a.edited_bound end,
        edited_body = case when coalesce(m.deleted_at, a.deleted_at) is null then coalesce(a.edited_body, m.edited_body) end,
        edited_at = case when coalesce(m.deleted_at, a.deleted_at) is null then coalesce(a.edited_at, m.edited_at) end
      from amendments a where m.room_id = ${room} and m.seq = a.target and m.kind = 'message'
    ), emptied as (
      update ${messages} m set body = '', bound = null
      from amendments a
      where m.room_id = ${room} and m.target = a.target and m.kind = 'edit' and m.body <> ''
    )`;
}

/**
 * Resolves names to members (`mentioned`) by the rule of `findMentions`: an @ mentions the chosen member whose name fits, else the member
 * with the longest fitting name. A chosen user with an @ that a longer chosen name fits too is mentioned if there is one for each of them.
 * In `candidates`, `n` numbers the possible names after the @ of a text, `signs` is how many @ have them, and `place` is the place of a name among
 * them, longest first (`calledNames`).
 */
function updateMentions(room: SQL, names: ReturnType<typeof namesIn>): SQL {
  return sql`
    candidates as (
      select c.event, c.n, c.target, c.bound, u.id as user_id, name.place, m.user_id is not null as is_member,
        jsonb_exists(c.bound, u.id::text) as chosen, sum(c.signs) over (partition by c.event, u.id) as signs
      from jsonb_to_recordset(${JSON.stringify(names)}::jsonb)
        as c(event bigint, target bigint, n int, signs int, names jsonb, bound jsonb)
      inner join added on added.seq = c.event
      cross join lateral jsonb_array_elements_text(c.names) with ordinality as name(key, place)
      inner join ${users} u on u.mention_key = name.key
      left join ${members} m on m.room_id = ${room} and m.user_id = u.id
      where (m.user_id is not null or (jsonb_exists(c.bound, u.id::text) and ${isNameKnown(room, sql`u.id`)}))
        and (c.event = c.target or not ${isOfFiles(room)})
    ), called as (
      select event, target, user_id from
        (select distinct on (event, n) * from candidates order by event, n, chosen desc, place) longest
      where is_member and (chosen or not exists (
        select from jsonb_array_elements_text(bound) as other(id) where not ${isNameKnown(room, sql`other.id::uuid`)}))
      union
      select c.event, c.target, c.user_id from candidates c
      left join candidates longer on longer.event = c.event and longer.n = c.n and longer.chosen and longer.place < c.place
      where c.chosen and c.is_member
      group by c.event, c.target, c.user_id, c.signs having c.signs > count(distinct longer.user_id)
    ), mentioned as (
      select distinct called.event, called.target, called.user_id from called
      left join added on added.seq = called.target
      left join ${messages} m on m.room_id = ${room} and m.seq = called.target
      where called.user_id <> coalesce(added.author_id, m.author_id)
        and (called.event = called.target or m.deleted_at is null)
    ), noted as (
      insert into ${mentions} (room_id, seq, user_id, at)
      select ${room}, target, user_id, max(event) from mentioned group by target, user_id
      on conflict do nothing
      returning seq, user_id, at
    )`;
}

/** Whether an edit left its message only the names of its files (`bodyOfFiles`): they mention nobody. */
function isOfFiles(room: SQL): SQL {
  return sql`exists (
    select from ${messages} m where m.room_id = ${room} and m.seq = c.target and added.body = (
      select string_agg(file ->> 'name', ${NAMES_BETWEEN} order by n)
      from jsonb_array_elements(m.files) with ordinality as named(file, n)))`;
}

/** Whether pages of the room may know the name of this user: a member, or one with an event in it (`peopleOf`). */
function isNameKnown(room: SQL, id: SQL): SQL {
  return sql`exists (
    select from ${users} known where known.id = ${id} and known.deleted_at is null
      and (exists (select from ${members} m where m.room_id = ${room} and m.user_id = known.id)
        or exists (select from ${messages} e where e.room_id = ${room} and e.author_id = known.id)))`;
}

/** Removes the mentions that edits and deletes have taken out of their messages. */
function removeMentions(room: SQL): SQL {
  return sql`
    unmentioned as (
      delete from ${mentions} d using amendments a
      where d.room_id = ${room} and d.seq = a.target
        and not exists (select from mentioned now where now.target = d.seq and now.user_id = d.user_id)
    )`;
}

/** Adds or removes each reaction by its last event in the batch. */
function updateReactions(room: SQL): SQL {
  return sql`
    last_reaction as (
      select distinct on (target, emoji, author_id) seq, target, emoji, author_id, is_on
      from added where kind = 'reaction' order by target, emoji, author_id, seq desc
    ), given as (
      insert into ${reactions} (room_id, seq, emoji, user_id)
      select ${room}, target, emoji, author_id from last_reaction where is_on
      on conflict do nothing
    ), taken_back as (
      delete from ${reactions} r using last_reaction w
      where not w.is_on and r.room_id = ${room} and r.seq = w.target and r.emoji = w.emoji and r.user_id = w.author_id
    )`;
}

/** Moves the members' read positions, never back. */
function moveReads(room: SQL, reads: Reads): SQL {
  return sql`
    reads as (
      update ${members} m set last_read_seq = r.seq
      from jsonb_to_recordset(${JSON.stringify(reads.map(([user, seq]) => ({ user, seq })))}::jsonb) as r("user" uuid, seq bigint)
      where m.room_id = ${room} and m.user_id = r."user" and m.last_read_seq < r.seq
    )`;
}

/** Moves the room's head, never back. */
function moveHead(room: SQL): SQL {
  return sql`
    moved as (
      update ${rooms} set
        head_seq = greatest(head_seq, (select max(seq) from batch)),
        last_activity_at = greatest(last_activity_at,
          (select to_timestamp(max(at) / 1000.0) from batch where kind = 'message' and notice is null))
      where id = ${room} and exists (select from batch)
    )`;
}

/**
 * The batch as rows. Amendments of messages in the same batch are applied here, since within one statement Postgres does not see the
 * rows that it inserts.
 */
function rowsOf(entries: readonly LogEntry[]) {
  const byTarget = groupBy(entries.map(({ event }) => event).filter(isAmendment), ({ target }) => target);
  const isReplaced = ({ seq, target }: Amendment) =>
    byTarget.get(target)?.some((event) => event.kind === "delete" || (event.kind === "edit" && event.seq > seq)) ??
    false;
  return entries.map(({ event, by, clientId }) => {
    const row = { seq: event.seq, kind: event.kind, author: by, client: clientId, at: timeOf(event) };
    if (event.kind !== "message") return { ...row, ...amendmentRow(event, isReplaced(event)) };
    const own = byTarget.get(event.seq) ?? [];
    const { replyTo: reply, body, notice, mentions: bound, files } = event;
    return { ...row, reply, body, notice, bound, files, ...foldedState(own) };
  });
}

/** Possible names in the newest text of each message in the batch, to compare with the members' names. */
function namesIn(entries: readonly LogEntry[]) {
  const newest = new Map<number, { event: number; body: string; mentions?: string[]; files?: FileDescriptor[] }>();
  for (const { event } of entries) {
    if (event.kind === "delete") newest.delete(event.target);
    else if (event.kind === "edit")
      newest.set(event.target, { files: newest.get(event.target)?.files, ...event, event: event.seq });
    else if (event.kind === "message" && !event.notice) newest.set(event.seq, { ...event, event: event.seq });
  }
  return [...newest].flatMap(([target, { event, mentions: bound = [], ...message }]) =>
    calledNames(textOf(message)).map((name, n) => ({ event, target, n, bound, ...name })),
  );
}

/** Only the newest edit of a message keeps its text; once the message is deleted, no edit does. */
function amendmentRow(event: Amendment, isReplaced: boolean) {
  if (event.kind === "edit" && isReplaced) return { target: event.target, body: "" };
  if (event.kind === "edit") return { target: event.target, body: event.body, bound: event.mentions };
  if (event.kind === "delete") return { target: event.target, body: "" };
  return { target: event.target, body: "", emoji: event.emoji, on: event.on };
}

function foldedState(amendments: readonly Amendment[]) {
  const deleted = amendments.find(({ kind }) => kind === "delete");
  if (deleted) return { body: "", bound: undefined, files: undefined, deleted_at: deleted.at };
  const edit = amendments.findLast((event) => event.kind === "edit");
  if (!edit) return {};
  const { body, mentions: bound, at: edited_at } = edit;
  return { body, bound, edited_body: body, edited_bound: bound, edited_at };
}
