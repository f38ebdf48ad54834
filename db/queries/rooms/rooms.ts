import { and, eq, exists, ilike, inArray, not, or, type SQL, sql } from "drizzle-orm";
import { union, unionAll } from "drizzle-orm/pg-core";
import type { Database } from "@/db/client";
import { members, rooms, users } from "@/db/schema";
import { type Room, type RoomScope, type RoomsAnswer, type RoomsCursor, writeCursor } from "@/lib/protocol/api";
import { newId } from "@/lib/shared/ids";
import { isListed } from "./directs";
import { otherIdFor, selectRooms, toRoom } from "./listed-room";
import { canSee, isBanned, isMember } from "./visibility";

// "nulls last" is what the index says; without the same words Postgres would sort every room for each page.
const NEWEST_FIRST = [sql`${rooms.lastActivityAt} desc nulls last`, sql`${rooms.id} desc nulls last`];

/** The rooms that a user may know of, or one scope of them, newest activity first; `query` is a part of the name, "" for all. */
export async function listRooms(db: Database, userId: string, page: Wanted): Promise<RoomsAnswer> {
  const rows = await selectRooms(db, userId)
    .where(inArray(rooms.id, candidates(db, userId, { ...page, limit: page.limit + 1 })))
    .orderBy(...NEWEST_FIRST)
    .limit(page.limit + 1);
  const shown = rows.slice(0, page.limit).map(toRoom);
  const last = shown.at(-1);
  return rows.length > page.limit && last ? { rooms: shown, nextCursor: writeCursor(last) } : { rooms: shown };
}

/**
 * A user's own rooms for the first paint: the newest `limit`, and older ones that are unread or favourites. `nextCursor` continues
 * with the scope `mine`.
 */
export async function firstOwnRooms(db: Database, userId: string, limit: number): Promise<RoomsAnswer> {
  const newest = ownRooms(db, userId, { query: "", limit: limit + 1 });
  const ahead = ownRooms(db, userId, { query: "", limit }, or(members.favourite, mayBeUnread()));
  const rows = await selectRooms(db, userId)
    .where(inArray(rooms.id, union(newest, ahead)))
    .orderBy(...NEWEST_FIRST);
  const shown = rows.map(toRoom);
  const last = shown[limit - 1];
  return rows.length > limit && last ? { rooms: shown, nextCursor: writeCursor(last) } : { rooms: shown };
}

/** Approximate: notices and own messages count as unread too. */
function mayBeUnread(): SQL {
  return sql`(${rooms.headSeq} > ${members.lastReadSeq} or ${members.unreadFrom} is not null)`;
}

/** One room, or undefined: no such room, or none that this user may know of (D2). */
export async function findRoom(db: Database, roomId: string, userId: string): Promise<Room | undefined> {
  const [row] = await selectRooms(db, userId).where(and(eq(rooms.id, roomId), canSee(db, userId)));
  return row && toRoom(row);
}

/** Makes a room with its maker as the owner; all or nothing. */
export async function createRoom(
  db: Database,
  ownerId: string,
  { name, visibility, description }: Pick<Room, "name" | "visibility" | "description">,
): Promise<Room> {
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

interface Wanted {
  query: string;
  cursor?: RoomsCursor;
  limit: number;
  scope?: RoomScope;
}

/** One page of ids. Without a scope: two walks down an index, of the public rooms and of the private ones with this member. */
function candidates(db: Database, userId: string, wanted: Wanted) {
  switch (wanted.scope) {
    case "mine":
      return ownRooms(db, userId, wanted);
    case "discover":
      return publicRooms(db, userId, wanted, not(isMember(db, userId)));
    case undefined:
      return unionAll(publicRooms(db, userId, wanted), ownRooms(db, userId, wanted, eq(rooms.visibility, "private")));
  }
}

function publicRooms(db: Database, userId: string, { query, cursor, limit }: Wanted, only?: SQL) {
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
function ownRooms(db: Database, userId: string, { query, cursor, limit }: Wanted, only?: SQL) {
  return db
    .select({ id: rooms.id })
    .from(members)
    .innerJoin(rooms, eq(rooms.id, members.roomId))
    .where(
      and(
        eq(members.userId, userId),
        isListed(),
        query ? or(contains(rooms.name, query), isWithSomebodyCalled(db, userId, query)) : undefined,
        cursor && olderThan(cursor),
        only,
      ),
    )
    .orderBy(...NEWEST_FIRST)
    .limit(limit);
}

/** A direct room has no name: it is looked for by the other one's. */
function isWithSomebodyCalled(db: Database, userId: string, query: string): SQL {
  const called = and(eq(users.id, otherIdFor(userId)), contains(users.username, query));
  return exists(db.select({ one: sql`1` }).from(users).where(called));
}

/** Without regard to case; for letters beyond ASCII that is up to the database's locale (Neon's knows them). */
export function contains(text: typeof rooms.name | typeof users.username, part: string): SQL {
  return ilike(text, `%${escapeLike(part)}%`);
}

/** Escapes a text for a LIKE pattern. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

function olderThan({ lastActivityAt, id }: RoomsCursor): SQL {
  const at = new Date(lastActivityAt).toISOString();
  return sql`(${rooms.lastActivityAt}, ${rooms.id}) < (${at}::timestamptz, ${id}::uuid)`;
}
