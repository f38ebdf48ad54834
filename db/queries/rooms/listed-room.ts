/** A room as one person may see it: the select and its shape, shared by the list and by single rooms. */
import { and, count, desc, eq, isNull, ne, not, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database } from "@/db/client";
import { hasBlocked, isPairBlocked } from "@/db/queries/members/blocks";
import { members, mentions, messages, rooms, users } from "@/db/schema";
import { EXCERPT_READ_CHARS, excerptOf } from "@/lib/events/excerpt";
import { type Room, UNREAD_MAX } from "@/lib/protocol/api";

/** How many events are looked through for unread messages. A room with more reactions than that counts too few. */
const UNREAD_SCAN_MAX = 1_000;

const mine = alias(members, "mine");
const other = alias(users, "other");

/** The other one's id in a direct room, whoever asks; null elsewhere. */
export function otherIdFor(userId: string) {
  const [first, second] = [sql`split_part(${rooms.directKey}, ':', 1)`, sql`split_part(${rooms.directKey}, ':', 2)`];
  return sql`(case when ${first} = ${userId} then ${second} else ${first} end)::uuid`;
}

/** Rooms as this user sees them; the caller says which of them they may know of. */
export function selectRooms(db: Database, userId: string) {
  const last = lastMessage(db, userId);
  const total = memberCount(db);
  const unread = unreadCount(db, userId);
  return db
    .select({
      id: rooms.id,
      name: rooms.name,
      visibility: rooms.visibility,
      description: rooms.description,
      archivedAt: rooms.archivedAt,
      lastActivityAt: rooms.lastActivityAt,
      headSeq: rooms.headSeq,
      memberCount: total.total,
      author: last.author,
      body: last.body,
      sentAt: last.sentAt,
      otherId: other.id,
      otherName: other.username,
      role: mine.role,
      notify: mine.notify,
      lastReadSeq: mine.lastReadSeq,
      unreadFrom: mine.unreadFrom,
      unread: unread.total,
      favourite: mine.favourite,
      request: mine.request,
      isUnreachable: isPairBlocked(),
      mentions: unreadMentions(userId),
    })
    .from(rooms)
    .leftJoin(mine, and(eq(mine.roomId, rooms.id), eq(mine.userId, userId)))
    .leftJoin(other, eq(other.id, otherIdFor(userId)))
    .leftJoinLateral(total, sql`true`)
    .leftJoinLateral(last, sql`true`)
    .leftJoinLateral(unread, sql`true`)
    .$dynamic();
}

/** The newest message that can be shown: no system message, no deleted message, none by a blocked person. */
function lastMessage(db: Database, userId: string) {
  return db
    .select({
      author: users.username,
      body: sql<string>`left(coalesce(${messages.editedBody}, ${messages.body}), ${EXCERPT_READ_CHARS})`.as("excerpt"),
      sentAt: messages.sentAt,
    })
    .from(messages)
    .innerJoin(users, eq(users.id, messages.authorId))
    .where(
      and(
        eq(messages.roomId, rooms.id),
        eq(messages.kind, "message"),
        isNull(messages.notice),
        isNull(messages.deletedAt),
        not(hasBlocked(userId, messages.authorId)),
      ),
    )
    .orderBy(desc(messages.seq))
    .limit(1)
    .as("last_message");
}

function memberCount(db: Database) {
  return db
    .select({ total: count().as("total") })
    .from(members)
    .where(eq(members.roomId, rooms.id))
    .as("member_count");
}

/** Messages by others after the member's read position or unread marker, except those by blocked people. Bounded twice. */
function unreadCount(db: Database, userId: string) {
  const { kind, notice, deletedAt, authorId } = messages;
  const later = db
    .select({ kind, notice, deletedAt, authorId })
    .from(messages)
    .where(
      and(
        eq(messages.roomId, mine.roomId),
        sql`${messages.seq} > coalesce(${mine.unreadFrom} - 1, ${mine.lastReadSeq})`,
      ),
    )
    .orderBy(messages.seq)
    .limit(UNREAD_SCAN_MAX)
    .as("later");
  const counted = db
    .select({ one: sql<number>`1`.as("one") })
    .from(later)
    .where(
      and(
        eq(later.kind, "message"),
        isNull(later.notice),
        isNull(later.deletedAt),
        ne(later.authorId, userId),
        not(hasBlocked(userId, later.authorId)),
      ),
    )
    .limit(UNREAD_MAX)
    .as("counted");
  return db
    .select({ total: count().as("unread") })
    .from(counted)
    .as("unread_count");
}

/** The messages whose newest text mentions this member and that are unread or marked as unread, except those by blocked people. */
function unreadMentions(userId: string) {
  return sql<Array<[seq: number, at: number]> | null>`(
    select jsonb_agg(jsonb_build_array(n.seq, n.at) order by n.at) from (
      select m.seq, m.at from ${mentions} m
      where m.room_id = ${mine.roomId} and m.user_id = ${userId}::uuid
        and m.at > least(${mine.lastReadSeq}, coalesce(${mine.unreadFrom} - 1, ${mine.lastReadSeq}))
        and (m.at > ${mine.lastReadSeq} or m.seq >= ${mine.unreadFrom})
        and not exists (select from ${messages} said where said.room_id = m.room_id and said.seq = m.seq
          and ${hasBlocked(userId, sql`said.author_id`)})
      order by m.at desc limit ${UNREAD_MAX}) n)`;
}

type RoomRow = Awaited<ReturnType<typeof selectRooms>>[number];

/** A row as it is told. */
export function toRoom(row: RoomRow): Room {
  const { id, name, visibility, description, headSeq, author, body, sentAt, otherId, otherName } = row;
  return {
    ...{ id, name, visibility, description, headSeq },
    memberCount: row.memberCount ?? 0,
    lastActivityAt: row.lastActivityAt.getTime(),
    ...(row.archivedAt ? { archivedAt: row.archivedAt.getTime() } : {}),
    ...(author && sentAt ? { lastMessage: { author, body: excerptOf(body ?? ""), sentAt: sentAt.getTime() } } : {}),
    ...(otherId && otherName ? { direct: { id: otherId, username: otherName } } : {}),
    ...(row.isUnreachable ? { unreachable: true } : {}),
    ...(row.role ? { mine: toMine(row.role, row) } : {}),
  };
}

function toMine(
  role: NonNullable<RoomRow["role"]>,
  { notify, lastReadSeq, unreadFrom, unread, favourite, request, mentions }: RoomRow,
) {
  return {
    role,
    notify: notify ?? "all",
    lastReadSeq: lastReadSeq ?? 0,
    ...(unreadFrom === null ? {} : { unreadFrom }),
    unread: unread ?? 0,
    ...(favourite ? { favourite } : {}),
    ...(request ? { request: true } : {}),
    ...(mentions ? { mentions: mentions.map(([seq, at]) => ({ seq, at })) } : {}),
  };
}
