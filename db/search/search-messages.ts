/** The search over the messages of a user's own rooms (docs/decisions/0020-search.md). */
import { and, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database } from "@/db/client";
import { epochMs } from "@/db/pending-calls";
import { isListed, otherIdFor } from "@/db/queries/directs";
import { FOUND, members, messages, rooms, users } from "@/db/schema";
import { type MessageCursor, writeMessageCursor } from "@/lib/protocol/http/parameters";
import type { SearchAnswer, SearchRequest, SearchResult } from "@/lib/protocol/http/search";
import { OWN_ROOMS_MAX } from "@/lib/protocol/limits";
import { usernameKey } from "@/lib/server/names/username-key";
import { startOfDay } from "@/lib/shared/calendar";
import { plainText } from "@/lib/text/format/plain-text";
import { matchOf } from "@/lib/text/name-search";
import { excerptWithMatches } from "@/lib/text/search/excerpt";

/**
 * The newest messages of the chat, compared one by one before the index is used: a frequent word fills a page from them, and a rare one has few
 * messages in the index.
 */
const RECENT_MAX = 10_000;
/** With more rooms, comparing a message's room with all of them takes the index longer than reading the message from the table. */
const INDEXED_ROOMS_MAX = 16;

type Place = SearchResult["room"];
const other = alias(users, "other");

/**
 * One page, newest first: messages that match, in rooms of which the user is a member now. Two requests to the database.
 * @param recentMax how many of the newest messages are compared without the index; tests use 0
 */
export async function searchMessages(
  db: Database,
  userId: string,
  request: SearchRequest,
  recentMax = RECENT_MAX,
): Promise<SearchAnswer> {
  const { query, roomId, cursor, limit } = request;
  const [own, authors] = await db.batch([
    ownRooms(db, userId),
    db
      .select({ id: users.id })
      .from(users)
      .where(inArray(users.usernameKey, [...query.from.map(usernameKey), ""])),
  ]);
  const places = own
    .map(({ id, name, direct }): Place => ({ id, name, ...(direct ? { direct } : {}) }))
    .filter((place) => (roomId === undefined || place.id === roomId) && isCalled(place, query.in));
  if (places.length === 0 || (query.from.length > 0 && authors.length === 0)) return { results: [] };
  const found = await findMessages(db, userId, {
    lexemes: lexemesOf(request, places, authors),
    roomIds: places.map(({ id }) => id),
    authorIds: query.from.length > 0 ? authors.map(({ id }) => id) : undefined,
    patterns: [...query.terms.map(({ pattern }) => pattern), ...(query.hasLink ? [LINK] : [])],
    since: dayStart(query.after, request) ?? new Date(0),
    until: dayStart(query.before, request) ?? new Date(Date.UTC(9_999, 0)),
    cursor,
    limit: limit + 1,
    recentMax,
  });
  const byId = new Map(places.map((place) => [place.id, place]));
  const results = found.slice(0, limit).flatMap((row): SearchResult[] => {
    const room = byId.get(row.room_id);
    const author = { id: row.author_id, username: row.username };
    const excerpt = excerptWithMatches(plainText(row.body), query.terms);
    return room ? [{ room, seq: Number(row.seq), author, sentAt: Number(row.sent_at), excerpt }] : [];
  });
  const last = results.at(-1);
  if (found.length <= limit || !last) return { results };
  return { results, nextCursor: writeMessageCursor({ at: last.sentAt, roomId: last.room.id, seq: last.seq }) };
}

/** The same as in the database's function search_words. */
const LINK = "[hH][tT][tT][pP][sS]?://[^\\s]";

function ownRooms(db: Database, userId: string) {
  return db
    .select({ id: rooms.id, name: rooms.name, direct: { id: other.id, username: other.username } })
    .from(members)
    .innerJoin(rooms, eq(rooms.id, members.roomId))
    .leftJoin(other, eq(other.id, otherIdFor(userId)))
    .where(and(eq(members.userId, userId), isListed()))
    .orderBy(desc(rooms.lastActivityAt), desc(rooms.id))
    .limit(OWN_ROOMS_MAX);
}

/** Whether one of the texts is a part of the room's name, or of the other user's name. */
function isCalled({ name, direct }: Place, texts: readonly string[]): boolean {
  return texts.length === 0 || texts.some((text) => matchOf(direct?.username ?? name, text) !== undefined);
}

function dayStart(day: string | undefined, { zone, offset }: SearchRequest): Date | undefined {
  if (day === undefined) return undefined;
  return new Date(zone ? startOfDay(day, zone) : Date.parse(`${day}T00:00:00Z`) - offset * 60_000);
}

/** The lexemes that a message must have in the index, in the syntax of `tsquery`. Of ids, search_words has only the last 8 characters. */
function lexemesOf({ query }: SearchRequest, places: readonly Place[], authors: ReadonlyArray<{ id: string }>): string {
  const anyOf = (mark: string, all: ReadonlyArray<{ id: string }>) =>
    `(${all.map(({ id }) => `'${mark}${id.slice(-8)}'`).join(" | ")})`;
  const needed = [
    ...query.terms.flatMap(({ lexemes }) => lexemes),
    ...(query.hasLink ? ["'#link'"] : []),
    ...(query.from.length > 0 ? [anyOf("@", authors)] : []),
  ];
  const isInRooms = places.length <= INDEXED_ROOMS_MAX || needed.length === 0;
  return [...needed, ...(isInRooms ? [anyOf("#", places)] : [])].join(" & ");
}

interface Wanted {
  lexemes: string;
  roomIds: readonly string[];
  authorIds: readonly string[] | undefined;
  patterns: readonly string[];
  /** The first moment, and the moment after the last. */
  since: Date;
  until: Date;
  cursor: MessageCursor | undefined;
  limit: number;
  recentMax: number;
}

/** Bigints come as text. */
interface Row extends Record<string, unknown> {
  room_id: string;
  seq: string;
  author_id: string;
  username: string;
  body: string;
  sent_at: string;
}

const COLUMNS = sql`m.room_id, m.seq, m.author_id, m.body, m.sent_at`;
const NEWEST_FIRST = sql`sent_at desc, room_id desc, seq desc`;

const uuids = (ids: readonly string[]) => sql`${`{${ids.join(",")}}`}::uuid[]`;
const instant = (time: Date) => sql`${time.toISOString()}::timestamptz`;

/**
 * Reads `recent` and, if they do not fill the page, `indexed`. Both are materialized: otherwise Postgres, expecting a match soon, would walk through
 * all messages by time. With `offset 0` it compares only as many bodies with the patterns as the page needs.
 */
async function findMessages(db: Database, userId: string, wanted: Wanted): Promise<Row[]> {
  const { cursor, limit, recentMax } = wanted;
  const until = cursor ? new Date(Math.min(cursor.at + 1, wanted.until.getTime())) : wanted.until;
  const inTime = sql`m.sent_at >= ${instant(wanted.since)} and m.sent_at < ${instant(until)}`;
  const found = db.execute<Row>(sql`
    with mine as materialized (
      select room_id from ${members} where user_id = ${userId}::uuid and room_id = any(${uuids(wanted.roomIds)})
    ), recent as materialized (
      select ${COLUMNS} from ${messages} m where ${FOUND} and ${inTime} order by ${NEWEST_FIRST} limit ${recentMax}
    ), recent_own as materialized (
      select recent.* from recent inner join mine using (room_id)
    ), recent_found as materialized (
      select * from recent_own where ${matches(wanted)} order by ${NEWEST_FIRST} limit ${limit}
    ), is_enough as materialized (
      select (select count(*) from recent_found) >= ${limit} or (select count(*) from recent) < ${recentMax} as yes
    ), indexed as materialized (
      select ${COLUMNS} from ${messages} m
      where not (select yes from is_enough) and ${FOUND} and ${inTime}
        and search_words(m.room_id, m.author_id, m.body) @@ ${wanted.lexemes}::tsquery
    ), indexed_found as (
      select * from (
        select indexed.* from indexed inner join mine using (room_id) order by ${NEWEST_FIRST} offset 0
      ) newest where ${matches(wanted)} limit ${limit}
    ), found as (
      select * from recent_found where (select yes from is_enough) union all select * from indexed_found
    )
    select room_id, seq, author_id, username, body, ${epochMs(sql`sent_at`)} as sent_at
    from found inner join ${users} on id = author_id
    order by found.sent_at desc, room_id desc, seq desc`);
  // For a frequent word, Postgres would compile the plan or start workers for a part of it that it then does not execute.
  const plain = sql`select set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)`;
  const [, { rows }] = await db.batch([db.execute(plain), found]);
  return rows;
}

/** Nearly every body is in NFC already, and checking that is much cheaper than normalizing. */
const IN_NFC = sql`case when body is nfc normalized then body else normalize(body, nfc) end`;

/** The index may return rows that do not match: lexemes in another order, an id with the same end. */
function matches({ patterns, authorIds, cursor }: Wanted): SQL | undefined {
  return and(
    sql`true`,
    cursor &&
      sql`(sent_at, room_id, seq) < (${instant(new Date(cursor.at))}, ${cursor.roomId}::uuid, ${cursor.seq}::bigint)`,
    authorIds && sql`author_id = any(${uuids(authorIds)})`,
    ...patterns.map((pattern) => sql`${IN_NFC} ~ ${pattern}`),
  );
}
