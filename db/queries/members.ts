import { and, asc, eq, exists, inArray, isNull, ne, notExists, or, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database } from "@/db/client";
import { bans, blocks, members, messages, users } from "@/db/schema";
import { calledNames } from "@/lib/events/mentions";
import type { Member } from "@/lib/protocol/http/members";
import { ROLES } from "@/lib/protocol/levels";
import type { User } from "@/lib/protocol/room";
import { isInitials, lettersOf, mixedPattern } from "@/lib/text/name-search";
import { contains, escapeLike } from "./rooms";

const RANK = roleRank(members.role);
const NAME = sql`lower(${users.username})`;

const COLUMNS = { id: users.id, username: users.username, role: members.role, joinedAt: members.joinedAt };
type Row = { id: string; username: string; role: Member["role"]; joinedAt: Date };

/** Sorts roles, highest first: 1 for an owner. */
export function roleRank(role: SQLWrapper): SQL {
  return sql`array_position(${sql.raw(`'{${ROLES.join(",")}}'::text[]`)}, ${role})`;
}

/** A page of a room's members: owner, admins, members, each by name. `cursor` is the last user of the previous page. */
export async function listMembers(
  db: Database,
  roomId: string,
  page: { query: string; cursor?: string; limit: number },
): Promise<{ members: Member[]; nextCursor?: string }> {
  const rows = await db
    .select(COLUMNS)
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(
      and(
        eq(members.roomId, roomId),
        page.query ? isFoundBy(page.query) : undefined,
        page.cursor ? isAfter(roomId, page.cursor) : undefined,
      ),
    )
    .orderBy(asc(RANK), asc(NAME), asc(users.id))
    .limit(page.limit + 1);
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return { members: shown.map(toMember), ...(rows.length > page.limit && last ? { nextCursor: last.id } : {}) };
}

/**
 * Matches a part of the name, also mid-syllable, or of its initial consonants. Needs no index: the room's members are
 * read anyway.
 */
function isFoundBy(query: string): SQL {
  const letters = escapeLike(lettersOf(query));
  // The first line of a key has the letters, where ㅇㅈ is in 강준 too; the others have initial consonants.
  if (isInitials(query))
    return sql`(${contains(users.username, query)} or ${users.searchKey} like ${`%\n%${letters}%`})`;
  const mixed = mixedPattern(query);
  const byPattern = mixed ? sql` or ${users.searchKey} ~ ${mixed}` : sql``;
  return sql`(${contains(users.username, query)} or ${users.searchKey} like ${`%${letters}%`}${byPattern})`;
}

/** The best matches for the typed text, at most `limit`: the whole name, then its beginning, then a part. */
export async function bestMembers(db: Database, roomId: string, query: string, limit: number): Promise<Member[]> {
  const rows = await db
    .select(COLUMNS)
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.roomId, roomId), query ? isFoundBy(query) : undefined))
    .orderBy(asc(matchRank(query)), asc(RANK), asc(NAME), asc(users.id))
    .limit(limit);
  return rows.map(toMember);
}

/** How well a name matches: 0 the whole name, 1 its beginning, 2 its beginning up to within a syllable (민 of 미나), 3 a part. */
function matchRank(query: string): SQL {
  const letters = escapeLike(lettersOf(query));
  const isBeginning = sql`${NAME} like ${`${escapeLike(query.normalize("NFC").toLowerCase())}%`}`;
  const line = isInitials(query) ? `%\n${letters}` : letters;
  const key = sql`(${users.searchKey} || e'\n')`;
  return sql`case when ${key} like ${`${line}\n%`} then 0 when ${isBeginning} then 1 when ${key} like ${`${line}%`} then 2 else 3 end`;
}

/** The best matches among the users who are in a room with this user, at most `limit`. Without people whom the user has blocked or whose request is open. */
export function findFellows(db: Database, userId: string, query: string, limit: number): Promise<User[]> {
  const own = alias(members, "own");
  const one = sql`1`;
  const fellows = db
    .select({ id: members.userId })
    .from(own)
    .innerJoin(members, eq(members.roomId, own.roomId))
    .where(and(eq(own.userId, userId), isNull(own.request)));
  const isBlocked = db
    .select({ one })
    .from(blocks)
    .where(and(eq(blocks.userId, userId), eq(blocks.blockedId, users.id)));
  return db
    .select({ id: users.id, username: users.username })
    .from(users)
    .where(
      and(
        isFoundBy(query),
        ne(users.id, userId),
        isNull(users.deletedAt),
        inArray(users.id, fellows),
        notExists(isBlocked),
      ),
    )
    .orderBy(asc(matchRank(query)), asc(NAME), asc(users.id))
    .limit(limit);
}

/** Further @ are ignored, to bound the query: each has up to 64 possible names. */
const CALLED_MAX = 100;

/**
 * Members whose names may follow an @ in these texts (lib/events/mentions.ts). Uses an index, so the cost does not depend
 * on the room's size.
 */
export async function calledMembers(db: Database, roomId: string, texts: readonly string[]): Promise<Member[]> {
  const called = texts.flatMap(calledNames).slice(0, CALLED_MAX);
  const keys = called.flatMap(({ names }) => names);
  if (keys.length === 0) return [];
  const rows = await db
    .select(COLUMNS)
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.roomId, roomId), inArray(users.mentionKey, [...new Set(keys)])));
  return rows.map(toMember);
}

/** Whether a member is listed after this user. A user who has left since the previous page counts as a plain member. */
function isAfter(roomId: string, userId: string): SQL {
  return sql`(${RANK}, ${NAME}, ${users.id}) > (
    select coalesce(${roleRank(sql`m.role`)}, ${ROLES.length}::int), lower(u.username), u.id
    from ${users} u left join ${members} m on m.user_id = u.id and m.room_id = ${roomId}::uuid
    where u.id = ${userId}::uuid)`;
}

/** One member, or undefined. */
export async function findMember(db: Database, roomId: string, userId: string): Promise<Member | undefined> {
  const [row] = await db
    .select(COLUMNS)
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.roomId, roomId), eq(members.userId, userId)));
  return row && toMember(row);
}

/** The users banned from a room, latest first. */
export function listBanned(db: Database, roomId: string, limit: number): Promise<User[]> {
  return db
    .select({ id: users.id, username: users.username })
    .from(bans)
    .innerJoin(users, eq(users.id, bans.userId))
    .where(eq(bans.roomId, roomId))
    .orderBy(sql`${bans.createdAt} desc`)
    .limit(limit);
}

function toMember({ id, username, role, joinedAt }: Row): Member {
  return { user: { id, username }, role, joinedAt: joinedAt.getTime() };
}

/** The given users who are members of the room or have an event in it. Other names are not revealed. */
export function peopleOf(db: Database, roomId: string, ids: readonly string[]): Promise<User[]> {
  const one = sql`1`;
  const isMember = exists(
    db
      .select({ one })
      .from(members)
      .where(and(eq(members.roomId, roomId), eq(members.userId, users.id))),
  );
  // Includes reactions, which are rows of the log too.
  const wasActive = exists(
    db
      .select({ one })
      .from(messages)
      .where(and(eq(messages.roomId, roomId), eq(messages.authorId, users.id))),
  );
  return db
    .select({ id: users.id, username: users.username })
    .from(users)
    .where(and(inArray(users.id, [...ids]), or(isMember, wasActive)))
    .orderBy(asc(users.id));
}
