/** A page of a user's notifications, and marking those that were shown. */
import { and, desc, eq, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database } from "@/db/client";
import { LISTED, toListed } from "@/db/pins/listed";
import { otherIdFor } from "@/db/queries/directs";
import { isWaitingFor } from "@/db/queries/invites";
import { invites, members, messages, notifications, reactions, rooms, users } from "@/db/schema";
import type {
  Notification,
  NotificationsAnswer,
  NotificationsRequest,
  SeenBody,
} from "@/lib/protocol/http/notifications";
import { type MessageCursor, writeMessageCursor } from "@/lib/protocol/http/parameters";
import { NOTIFICATIONS_MAX } from "@/lib/protocol/limits";
import type { User } from "@/lib/protocol/room";
import { isByAnother, isListed, isUnseen, joinsOf, type Newest, newestFirst, newestOf } from "./listed";

/** Those who have reacted to a message, by name, and their emoji. */
const SHOWN_REACTORS = 2;
const SHOWN_EMOJI = 5;

/** An invite has no message and no event. */
const NO_SEQ = 0;

const other = alias(users, "other");

/** A page of the user's notifications, the newest first, without those of rooms that they may no longer see (D2). One batch. */
export async function listNotifications(
  db: Database,
  userId: string,
  { cursor, limit }: NotificationsRequest,
): Promise<NotificationsAnswer> {
  const [rows, invited] = await db.batch([
    selectOfMessages(db, userId, cursor, limit + 1),
    selectInvites(db, userId, cursor, limit + 1),
  ]);
  const all = [...rows.map(toNotification), ...invited.map(toInvite)].sort(byPlace);
  const shown = all.slice(0, limit);
  const last = shown.at(-1);
  return {
    notifications: shown.map(({ notification }) => notification),
    ...(all.length > limit && last && { nextCursor: writeMessageCursor(last.place) }),
  };
}

function selectOfMessages(db: Database, userId: string, cursor: MessageCursor | undefined, limit: number) {
  const newest = newestOf(db, userId);
  const { room, member, message } = joinsOf(db, userId, newest);
  return db
    .select({
      ...LISTED,
      kind: newest.kind,
      at: newest.at,
      event: newest.event,
      roomId: newest.roomId,
      name: rooms.name,
      otherId: other.id,
      otherName: other.username,
      isUnseen: isUnseen(newest),
      reacted: reactedTo(userId, newest),
    })
    .from(newest)
    .innerJoin(rooms, room)
    .innerJoin(members, member)
    .innerJoin(messages, message)
    .innerJoin(users, eq(users.id, messages.authorId))
    .leftJoin(other, eq(other.id, otherIdFor(userId)))
    .where(and(isListed(userId, newest), before(cursor, newest.at, newest.roomId, newest.event)))
    .orderBy(...newestFirst(newest))
    .limit(limit);
}

function selectInvites(db: Database, userId: string, cursor: MessageCursor | undefined, limit: number) {
  return db
    .select({
      id: invites.id,
      at: invites.createdAt,
      roomId: rooms.id,
      name: rooms.name,
      by: { id: users.id, username: users.username },
      seen: invites.seen,
    })
    .from(invites)
    .innerJoin(rooms, eq(rooms.id, invites.roomId))
    .innerJoin(users, eq(users.id, invites.createdBy))
    .where(and(isWaitingFor(userId), before(cursor, invites.createdAt, invites.roomId, sql`${NO_SEQ}::bigint`)))
    .orderBy(desc(invites.createdAt), desc(invites.roomId))
    .limit(limit);
}

function before(
  cursor: MessageCursor | undefined,
  at: SQLWrapper,
  roomId: SQLWrapper,
  event: SQLWrapper,
): SQL | undefined {
  if (!cursor) return undefined;
  const time = new Date(cursor.at).toISOString();
  return sql`(${at}, ${roomId}, ${event}) < (${time}::timestamptz, ${cursor.roomId}::uuid, ${cursor.seq}::bigint)`;
}

interface Reacted {
  by: User[];
  others: number;
  emoji: string[];
}

/** Who has reacted to the message of a row, and with which emoji; null for other kinds. */
function reactedTo(userId: string, newest: Newest): SQL<Reacted | null> {
  return sql<Reacted | null>`case when ${newest.kind} = 'reaction' then (
    with given as (
      select r.user_id, r.emoji from ${reactions} r
      where r.room_id = ${newest.roomId} and r.seq = ${newest.seq} and ${isByAnother(userId)}
    ), people as (
      select user_id, row_number() over (order by user_id = ${newest.actorId} desc, user_id) as place
      from given group by user_id
    )
    select jsonb_build_object(
      'by', (select jsonb_agg(jsonb_build_object('id', u.id, 'username', u.username) order by place)
        from people inner join ${users} u on u.id = people.user_id where place <= ${SHOWN_REACTORS}::int),
      'others', (select greatest(count(*) - ${SHOWN_REACTORS}::int, 0) from people),
      'emoji', (select jsonb_agg(emoji order by total desc, emoji) from (
        select emoji, count(*) as total from given group by emoji order by total desc, emoji limit ${SHOWN_EMOJI}::int) e))
  ) end`;
}

interface Placed {
  /** `seq`: that of the event. */
  place: MessageCursor;
  notification: Notification;
}

function byPlace({ place: a }: Placed, { place: b }: Placed): number {
  if (a.at !== b.at) return b.at - a.at;
  if (a.roomId !== b.roomId) return a.roomId < b.roomId ? 1 : -1;
  return b.seq - a.seq;
}

function toNotification(row: Awaited<ReturnType<typeof selectOfMessages>>[number]): Placed {
  const { kind, event, roomId, name, otherId, otherName, isUnseen, reacted } = row;
  const { seq, author, excerpt } = toListed(row);
  const at = row.at.getTime();
  const room = { id: roomId, name, ...(otherId && otherName && { direct: { id: otherId, username: otherName } }) };
  const entry = { room, at, seq, event, excerpt, ...(isUnseen && { unseen: true as const }) };
  const place = { at, roomId, seq: event };
  if (kind !== "reaction") return { place, notification: { ...entry, kind, author } };
  return { place, notification: { ...entry, kind, ...(reacted ?? { by: [], others: 0, emoji: [] }) } };
}

function toInvite(row: Awaited<ReturnType<typeof selectInvites>>[number]): Placed {
  const { id: inviteId, roomId, name, by, seen } = row;
  const at = row.at.getTime();
  return {
    place: { at, roomId, seq: NO_SEQ },
    notification: { kind: "invite", room: { id: roomId, name }, at, inviteId, by, ...(!seen && { unseen: true }) },
  };
}

/** So many rows beyond NOTIFICATIONS_MAX are deleted at once: a user who has never opened the list may have many. */
export const DELETED_AT_ONCE = 2_000;

/** Marks notifications as seen, and deletes rows beyond NOTIFICATIONS_MAX. Returns whether any was unseen. One batch. */
export async function markSeen(db: Database, userId: string, seen: SeenBody): Promise<boolean> {
  const newest = newestOf(db, userId);
  const [ofMessages, ofInvites] = await db.batch([
    // Locked in the order in which the archive's statement writes them.
    db.execute(sql`
      with newest as (${db.select().from(newest)}), shown as (
        select n.room_id, n.seq from ${notifications} n
        inner join newest on newest.room_id = n.room_id and newest.seq = n.seq
        where n.user_id = ${userId}::uuid and not n.seen and ${isAmong(seen, sql`n.room_id`, sql`n.seq`, sql`n.at`)}
        order by n.room_id, n.seq for update of n
      ), changed as (
        update ${notifications} n set seen = true from shown
        where n.user_id = ${userId}::uuid and n.room_id = shown.room_id and n.seq = shown.seq
        returning 1
      ) select from changed limit 1`),
    db.execute(sql`
      with changed as (
        update ${invites} set seen = true
        where user_id = ${userId}::uuid and not seen
          and ${isAmong(seen, invites.roomId, sql`${NO_SEQ}::bigint`, invites.createdAt)}
        returning 1
      ) select from changed limit 1`),
    // Waits for no row that the archive's statement is changing: it may wait for one that is locked here.
    db.execute(sql`
      delete from ${notifications} n using (
        select room_id, seq from ${notifications} where user_id = ${userId}::uuid and at < (
          select at from ${notifications} where user_id = ${userId}::uuid
          order by at desc offset ${NOTIFICATIONS_MAX - 1}::int limit 1)
        order by at limit ${DELETED_AT_ONCE}::int for update skip locked
      ) old where n.user_id = ${userId}::uuid and n.room_id = old.room_id and n.seq = old.seq`),
  ]);
  return ofMessages.rows.length + ofInvites.rows.length > 0;
}

/** Whether a row was shown, and has not changed since: then its time is another. */
function isAmong(seen: SeenBody, roomId: SQLWrapper, seq: SQLWrapper, at: SQLWrapper): SQL {
  if ("until" in seen) return sql`${at} <= ${new Date(seen.until).toISOString()}::timestamptz`;
  return sql`(${roomId}, ${seq}, ${at}) in (
    select s."roomId", s.seq, to_timestamp(s.at / 1000.0)
    from jsonb_to_recordset(${JSON.stringify(seen.shown)}::jsonb) as s("roomId" uuid, seq bigint, at bigint))`;
}
