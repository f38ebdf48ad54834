/** Direct rooms: private rooms of two users, one per pair (docs/members.md). */
import { and, eq, inArray, isNotNull, notExists, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database } from "@/db/client";
import { blocks, members, messages, rooms, users } from "@/db/schema";
import { newId } from "@/lib/shared/ids";

/** The key of two users' direct room, the same for both. */
export const directKey = (one: string, other: string) => [one, other].sort().join(":");

/** For a row of `rooms`: the other user's id if it is a direct room, else null. */
export function otherIdFor(userId: string) {
  const [first, second] = [sql`split_part(${rooms.directKey}, ':', 1)`, sql`split_part(${rooms.directKey}, ':', 2)`];
  return sql`(case when ${first} = ${userId} then ${second} else ${first} end)::uuid`;
}

export type OpenedDirect =
  | { outcome: "opened"; roomId: string; isNew: boolean }
  /** There is no such other user, or they have blocked the caller, who cannot tell which (D2). */
  | { outcome: "user_not_found" }
  /** The two have no direct room, and this user has blocked the other. */
  | { outcome: "forbidden" };

/**
 * Opens the direct room of two users and creates it if there is none. Both become members, the other user by a request if this user is
 * a stranger to them. If this user had a request or had left the room, the request is accepted and the room is listed again.
 * A block prevents the creation, not the opening. One batch. The caller checks that the two ids differ.
 */
export async function openDirect(db: Database, userId: string, otherId: string): Promise<OpenedDirect> {
  const key = directKey(userId, otherId);
  const living = and(eq(users.id, otherId), sql`${users.deletedAt} is null`);
  const byPair = (one: string, other: string) =>
    db
      .select({ userId: blocks.userId })
      .from(blocks)
      .where(and(eq(blocks.userId, one), eq(blocks.blockedId, other)));
  const [added, , , [room], [own]] = await db.batch([
    db.execute(sql`
      insert into ${rooms} (id, name, visibility, created_by, direct_key)
      select ${newId()}::uuid, '', 'private', ${userId}::uuid, ${key} from ${users}
      where ${and(living, notExists(byPair(userId, otherId)), notExists(byPair(otherId, userId)))}
      on conflict (direct_key) do nothing
      returning id`),
    db.execute(sql`
      insert into ${members} (room_id, user_id, request)
      select ${rooms.id}, ${users.id},
        case when ${users.id} = ${otherId}::uuid and not ${shareRoom(db, userId, otherId)} then 'open' end
      from ${rooms}
      inner join ${users} on ${and(inArray(users.id, [userId, otherId]), sql`${users.deletedAt} is null`)}
      where ${eq(rooms.directKey, key)}
      on conflict do nothing`),
    db
      .update(members)
      .set({ request: null, leftSeq: null })
      .where(
        and(eq(members.userId, userId), sql`${members.roomId} = (select id from ${rooms} where direct_key = ${key})`),
      ),
    db.select({ id: rooms.id }).from(rooms).where(eq(rooms.directKey, key)),
    byPair(userId, otherId),
  ]);
  if (room) return { outcome: "opened", roomId: room.id, isNew: added.rows.length > 0 };
  return { outcome: own ? "forbidden" : "user_not_found" };
}

const [one, other] = [alias(members, "one"), alias(members, "other")];

/** Whether two users are members of a common room other than a direct room: then neither is a stranger to the other. */
function shareRoom(db: Database, userId: string, otherId: string) {
  const shared = db
    .select({ id: one.roomId })
    .from(one)
    .innerJoin(other, and(eq(other.roomId, one.roomId), eq(other.userId, otherId)))
    .innerJoin(rooms, and(eq(rooms.id, one.roomId), sql`${rooms.directKey} is null`))
    .where(eq(one.userId, userId));
  return sql`exists (${shared})`;
}

/** Accepts a request, or lists a direct room again that this member had left. Returns no row if there was neither. */
export function acceptDirect(db: Database, roomId: string, userId: string) {
  return db
    .update(members)
    .set({ request: null, leftSeq: null })
    .where(
      and(
        eq(members.roomId, roomId),
        eq(members.userId, userId),
        or(isNotNull(members.request), isNotNull(members.leftSeq)),
      ),
    )
    .returning({ userId: members.userId });
}

/** The membership after leaving a direct room: hidden up to the current head, and a request declined. */
export const LEFT = {
  request: sql`case when ${members.request} is null then null else 'declined' end`,
  leftSeq: sql`(select head_seq from ${rooms} where id = ${members.roomId})`,
};

/**
 * Hides a direct room from one of its members until the next message, or, if it is a request, until this member opens it.
 * False: not a member, or not a direct room.
 */
export async function leaveDirect(db: Database, roomId: string, userId: string): Promise<boolean> {
  const isDirect = sql`exists (select from ${rooms} where id = ${members.roomId} and direct_key is not null)`;
  const left = await db
    .update(members)
    .set(LEFT)
    .where(and(eq(members.roomId, roomId), eq(members.userId, userId), isDirect))
    .returning({ userId: members.userId });
  return left.length > 0;
}

/**
 * For a query that has `members`. False for a direct room that this member has declined, or has left if no user has sent a message
 * since.
 */
export function isListed(): SQL {
  return sql`(${members.request} is distinct from 'declined' and (${members.leftSeq} is null or exists (
    select from ${messages} later where later.room_id = ${members.roomId} and later.seq > ${members.leftSeq}
      and later.kind = 'message' and later.notice is null)))`;
}
