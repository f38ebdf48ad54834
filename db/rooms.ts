import { and, count, desc, eq, exists, ilike, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";
import { EXCERPT_MAX_CHARS, type Room, type RoomsAnswer, type RoomsCursor, writeCursor } from "../lib/api";
import { newId } from "../lib/ids";
import type { Database } from "./client";
import { members, messages, rooms, users } from "./schema";

// "nulls last" is what the index says; without the same words Postgres would sort every room for each page.
const NEWEST_FIRST = [sql`${rooms.lastActivityAt} desc nulls last`, sql`${rooms.id} desc nulls last`];

/** The rooms that a user may know of, newest activity first; `query` is a part of the name, "" for all. */
export async function listRooms(
  db: Database,
  userId: string,
  page: { query: string; cursor?: RoomsCursor; limit: number },
): Promise<RoomsAnswer> {
  const wanted = and(page.query ? nameContains(page.query) : undefined, page.cursor && olderThan(page.cursor));
  const rows = await selectRooms(db)
    .where(inArray(rooms.id, candidates(db, userId, wanted, page.limit + 1)))
    .orderBy(...NEWEST_FIRST)
    .limit(page.limit + 1);
  const shown = rows.slice(0, page.limit).map(toRoom);
  const last = shown.at(-1);
  return rows.length > page.limit && last ? { rooms: shown, nextCursor: writeCursor(last) } : { rooms: shown };
}

/** One room, or undefined: no such room, or none that this user may know of (D2). */
export async function findRoom(db: Database, roomId: string, userId: string): Promise<Room | undefined> {
  const isMember = exists(
    db
      .select({ one: sql`1` })
      .from(members)
      .where(and(eq(members.roomId, rooms.id), eq(members.userId, userId))),
  );
  const [row] = await selectRooms(db).where(and(eq(rooms.id, roomId), or(eq(rooms.visibility, "public"), isMember)));
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
  return { id, name, visibility, description, memberCount: 1, headSeq, lastActivityAt: lastActivityAt.getTime() };
}

/** Two walks down an index, each of one page: the public rooms, and the private ones with this member. */
function candidates(db: Database, userId: string, wanted: SQL | undefined, limit: number) {
  const open = db
    .select({ id: rooms.id })
    .from(rooms)
    .where(and(eq(rooms.visibility, "public"), wanted))
    .orderBy(...NEWEST_FIRST)
    .limit(limit);
  const own = db
    .select({ id: rooms.id })
    .from(members)
    .innerJoin(rooms, eq(rooms.id, members.roomId))
    .where(and(eq(members.userId, userId), eq(rooms.visibility, "private"), wanted))
    .orderBy(...NEWEST_FIRST)
    .limit(limit);
  return unionAll(open, own);
}

function selectRooms(db: Database) {
  const lastMessage = db
    .select({
      author: users.username,
      body: sql<string>`left(coalesce(${messages.editedBody}, ${messages.body}), ${EXCERPT_MAX_CHARS})`.as("excerpt"),
      sentAt: messages.sentAt,
    })
    .from(messages)
    .innerJoin(users, eq(users.id, messages.authorId))
    .where(and(eq(messages.roomId, rooms.id), eq(messages.kind, "message"), isNull(messages.deletedAt)))
    .orderBy(desc(messages.seq))
    .limit(1)
    .as("last_message");
  const memberCount = db
    .select({ total: count().as("total") })
    .from(members)
    .where(eq(members.roomId, rooms.id))
    .as("member_count");
  return db
    .select({
      id: rooms.id,
      name: rooms.name,
      visibility: rooms.visibility,
      description: rooms.description,
      lastActivityAt: rooms.lastActivityAt,
      headSeq: rooms.headSeq,
      memberCount: memberCount.total,
      author: lastMessage.author,
      body: lastMessage.body,
      sentAt: lastMessage.sentAt,
    })
    .from(rooms)
    .leftJoinLateral(memberCount, sql`true`)
    .leftJoinLateral(lastMessage, sql`true`)
    .$dynamic();
}

type RoomRow = Awaited<ReturnType<typeof selectRooms>>[number];

function toRoom({ author, body, sentAt, memberCount, lastActivityAt, ...row }: RoomRow): Room {
  return {
    ...row,
    memberCount: memberCount ?? 0,
    lastActivityAt: lastActivityAt.getTime(),
    ...(author && sentAt ? { lastMessage: { author, body: body ?? "", sentAt: sentAt.getTime() } } : {}),
  };
}

/** Without regard to case; for letters beyond ASCII that is up to the database's locale (Neon's knows them). */
function nameContains(text: string): SQL {
  return ilike(rooms.name, `%${text.replace(/[\\%_]/g, "\\$&")}%`);
}

function olderThan({ lastActivityAt, id }: RoomsCursor): SQL {
  const at = new Date(lastActivityAt).toISOString();
  return sql`(${rooms.lastActivityAt}, ${rooms.id}) < (${at}::timestamptz, ${id}::uuid)`;
}
