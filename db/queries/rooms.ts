/** Rooms as one user sees them: lists, single rooms and creating one. */
import { and, count, desc, eq, exists, ilike, inArray, isNull, ne, not, or, type SQL, sql } from "drizzle-orm";
import { alias, union, unionAll } from "drizzle-orm/pg-core";
import type { Database } from "@/db/client";
import { selectUnseen } from "@/db/notifications/listed";
import { marksOf } from "@/db/pins/pins";
import { members, mentions, messages, rooms, users } from "@/db/schema";
import { EXCERPT_READ_CHARS, excerptOf } from "@/lib/events/excerpt";
import {
  type RoomInfo,
  type RoomScope,
  type RoomsAnswer,
  type RoomsCursor,
  writeCursor,
} from "@/lib/protocol/http/rooms";
import { UNREAD_MAX } from "@/lib/protocol/limits";
import { newId } from "@/lib/shared/ids";
import { hasBlocked, isPairBlocked } from "./blocks";
import { isListed, otherIdFor } from "./directs";
import { canSee, isBanned, isMember } from "./visibility";

// With the same words as the index ("nulls last"); otherwise Postgres would sort every room for each page.
const NEWEST_FIRST = [sql`${rooms.lastActivityAt} desc nulls last`, sql`${rooms.id} desc nulls last`];

/**
 * The rooms that a user may know of, or one scope of them, newest activity first; `query` is a part of the name, "" for all. The first
 * page of their own rooms has their unseen notifications too. One request.
 */
export async function listRooms(db: Database, userId: string, page: RoomsPage): Promise<RoomsAnswer> {
  const selected = selectRooms(db, userId)
    .where(inArray(rooms.id, candidates(db, userId, { ...page, limit: page.limit + 1 })))
    .orderBy(...NEWEST_FIRST)
    .limit(page.limit + 1);
  const isFirstOfOwn = page.scope === "mine" && !page.cursor && !page.query;
  const [rows, unseen] = isFirstOfOwn ? await db.batch([selected, selectUnseen(db, userId)]) : [await selected];
  const shown = rows.slice(0, page.limit).map(toRoom);
  const last = shown.at(-1);
  return {
    rooms: shown,
    ...(rows.length > page.limit && last && { nextCursor: writeCursor(last) }),
    ...(unseen && { unseen: unseen.rows[0]?.unseen ?? [] }),
  };
}

/**
 * A user's own rooms for the first paint: the newest `limit`, and the newest `limit` that are unread or favourites. `nextCursor`
 * continues after the newest, with the scope `mine`.
 */
export async function firstOwnRooms(db: Database, userId: string, limit: number): Promise<RoomsAnswer> {
  const newest = ownRooms(db, userId, { query: "", limit: limit + 1 });
  const ahead = ownRooms(db, userId, { query: "", limit }, or(members.favourite, mayBeUnread()));
  const [rows, { rows: counted }] = await db.batch([
    selectRooms(db, userId)
      .where(inArray(rooms.id, union(newest, ahead)))
      .orderBy(...NEWEST_FIRST),
    selectUnseen(db, userId),
  ]);
  const shown = rows.map(toRoom);
  const last = shown[limit - 1];
  return {
    rooms: shown,
    unseen: counted[0]?.unseen ?? [],
    ...(rows.length > limit && last && { nextCursor: writeCursor(last) }),
  };
}

/** Approximate: system messages and own messages count as unread too. */
function mayBeUnread(): SQL {
  return sql`(${rooms.headSeq} > ${members.lastReadSeq} or ${members.unreadFrom} is not null)`;
}

/** One room with its pins, or undefined: no such room, or none that this user may know of (D2). One batch. */
export async function findRoom(db: Database, roomId: string, userId: string): Promise<RoomInfo | undefined> {
  const [[row], { rows: marks }] = await db.batch([
    selectRooms(db, userId).where(and(eq(rooms.id, roomId), canSee(db, userId))),
    marksOf(db, roomId, userId),
  ]);
  if (!row) return undefined;
  const { pinned, saved } = marks[0] ?? {};
  return { ...toRoom(row), ...(pinned && { pinned }), ...(saved && { saved }) };
}

/** Creates a room with its creator as the owner. One batch. */
export async function createRoom(
  db: Database,
  ownerId: string,
  { name, visibility, description }: Pick<RoomInfo, "name" | "visibility" | "description">,
): Promise<RoomInfo> {
  const id = newId();
  const [[row]] = await db.batch([
    db
      .insert(rooms)
      .values({ id, name, visibility, description, createdBy: ownerId })
      .returning({ headSeq: rooms.headSeq, lastActivityAt: rooms.lastActivityAt }),
    db.insert(members).values({ roomId: id, userId: ownerId, role: "owner" }),
  ]);
  if (!row) throw new Error("a room was inserted but not returned");
  const { headSeq, lastActivityAt } = row;
  const mine = { role: "owner", notify: "all", lastReadSeq: 0, unread: 0 } as const;
  return { id, name, visibility, description, memberCount: 1, headSeq, lastActivityAt: lastActivityAt.getTime(), mine };
}

interface RoomsPage {
  query: string;
  cursor?: RoomsCursor;
  limit: number;
  scope?: RoomScope;
}

/** One page of ids. Without a scope, it reads two indexes: the public rooms, and the private ones with this member. */
function candidates(db: Database, userId: string, wanted: RoomsPage) {
  switch (wanted.scope) {
    case "mine":
      return ownRooms(db, userId, wanted);
    case "discover":
      return publicRooms(db, userId, wanted, not(isMember(db, userId)));
    case undefined:
      return unionAll(publicRooms(db, userId, wanted), ownRooms(db, userId, wanted, eq(rooms.visibility, "private")));
  }
}

function publicRooms(db: Database, userId: string, { query, cursor, limit }: RoomsPage, only?: SQL) {
  return db
    .select({ id: rooms.id })
    .from(rooms)
    .where(
      and(
        eq(rooms.visibility, "public"),
        query ? contains(rooms.name, query) : undefined,
        cursor && olderThan(cursor),
        not(isBanned(db, userId)),
        only,
      ),
    )
    .orderBy(...NEWEST_FIRST)
    .limit(limit);
}

/** Reads all memberships of the user, since there are few. */
function ownRooms(db: Database, userId: string, { query, cursor, limit }: RoomsPage, only?: SQL) {
  return db
    .select({ id: rooms.id })
    .from(members)
    .innerJoin(rooms, eq(rooms.id, members.roomId))
    .where(
      and(
        eq(members.userId, userId),
        isListed(),
        query ? or(contains(rooms.name, query), isWithUserNamed(db, userId, query)) : undefined,
        cursor && olderThan(cursor),
        only,
      ),
    )
    .orderBy(...NEWEST_FIRST)
    .limit(limit);
}

/** A direct room has no name: the search compares the other user's. */
function isWithUserNamed(db: Database, userId: string, query: string): SQL {
  const called = and(eq(users.id, otherIdFor(userId)), contains(users.username, query));
  return exists(db.select({ one: sql`1` }).from(users).where(called));
}

/** Case-insensitive; beyond ASCII that depends on the database's locale (Neon's covers them). */
export function contains(text: typeof rooms.name | typeof users.username, part: string): SQL {
  return ilike(text, `%${escapeLike(part)}%`);
}

export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

function olderThan({ lastActivityAt, id }: RoomsCursor): SQL {
  const at = new Date(lastActivityAt).toISOString();
  return sql`(${rooms.lastActivityAt}, ${rooms.id}) < (${at}::timestamptz, ${id}::uuid)`;
}

/** At most this many events are read to count unread messages. With many reactions among them the count is too low. */
const UNREAD_SCAN_MAX = 1_000;

const mine = alias(members, "mine");
const other = alias(users, "other");

/** Rooms as this user sees them. The caller adds the condition that the user may know of the room (D2). */
function selectRooms(db: Database, userId: string) {
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

/**
 * Messages by others after the member's read position or unread marker, except those by blocked people. Both the events
 * that are read and the count are bounded.
 */
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

function toRoom(row: RoomRow): RoomInfo {
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
