/** Blocks between users, and their effect on the direct room of the two (docs/members.md). */
import { and, desc, eq, or, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database } from "@/db/client";
import { callsIn, type PendingCall, storeSelected } from "@/db/pending-calls";
import { blocks, members, rooms, users } from "@/db/schema";
import type { User } from "@/lib/protocol/room";
import { directKey, LEFT } from "./directs";

/** The users whom a user has blocked, latest first. */
export function listBlocked(db: Database, userId: string, limit: number): Promise<User[]> {
  return db
    .select({ id: users.id, username: users.username })
    .from(blocks)
    .innerJoin(users, eq(users.id, blocks.blockedId))
    .where(eq(blocks.userId, userId))
    .orderBy(desc(blocks.createdAt), desc(blocks.blockedId))
    .limit(limit);
}

/**
 * Blocks somebody. In one batch the blocker also leaves their direct room, or declines it if it is a request, and the
 * command that makes the room read-only is stored. Blocking again stores the command again. Returns the command, or
 * none if the two have no direct room. "user_not_found": no such user. "too_many": the user has blocked `max` people.
 */
export async function blockUser(
  db: Database,
  userId: string,
  blockedId: string,
  max: number,
): Promise<PendingCall[] | "user_not_found" | "too_many"> {
  const pair = and(eq(blocks.userId, userId), eq(blocks.blockedId, blockedId));
  const isBlocked = sql`exists (select from ${blocks} where ${pair})`;
  const [, [target], , , [blocked], stored] = await db.batch([
    lockDirect(db, userId, blockedId),
    db.select({ deletedAt: users.deletedAt }).from(users).where(eq(users.id, blockedId)),
    db.execute(sql`
      insert into ${blocks} (user_id, blocked_id)
      select ${userId}::uuid, ${blockedId}::uuid from ${users}
      where ${and(eq(users.id, blockedId), sql`${users.deletedAt} is null`)}
        and (select count(*) from ${blocks} mine where mine.user_id = ${userId}::uuid) < ${max}::int
      on conflict do nothing`),
    db
      .update(members)
      .set(LEFT)
      .where(and(eq(members.userId, userId), sql`${members.roomId} = (${roomOf(db, userId, blockedId)})`, isBlocked)),
    db.select({ one: sql<number>`1` }).from(blocks).where(pair),
    storeState(db, userId, blockedId, isBlocked),
  ]);
  if (blocked) return callsIn(stored);
  return target && target.deletedAt === null ? "too_many" : "user_not_found";
}

/** Lifts a block. Returns the command that tells their direct room, if any, whether it is still read-only. One batch. */
export async function unblockUser(db: Database, userId: string, blockedId: string): Promise<PendingCall[]> {
  const [, , stored] = await db.batch([
    lockDirect(db, userId, blockedId),
    db.delete(blocks).where(and(eq(blocks.userId, userId), eq(blocks.blockedId, blockedId))),
    storeState(db, userId, blockedId, sql`true`),
  ]);
  return callsIn(stored);
}

/**
 * Locks a direct room, so that its changes run one after the other and the times of their commands have the same order.
 */
function lockDirect(db: Database, one: string, other: string) {
  return db
    .select({ id: rooms.id })
    .from(rooms)
    .where(eq(rooms.directKey, directKey(one, other)))
    .for("update");
}

function roomOf(db: Database, one: string, other: string) {
  return db
    .select({ id: rooms.id })
    .from(rooms)
    .where(eq(rooms.directKey, directKey(one, other)));
}

/** Stores the command that tells a direct room whether it is read-only. */
function storeState(db: Database, one: string, other: string, condition: SQL) {
  const isReadOnly = sql`(${rooms.archivedAt} is not null or ${isPairBlocked()})`;
  return storeSelected(
    db,
    sql`select ${rooms.id} as id, jsonb_build_array(jsonb_build_object(
      'type', 'open', 'isReadOnly', ${isReadOnly}, 'recheck', false)) as orders
      from ${rooms} where ${and(eq(rooms.directKey, directKey(one, other)), condition)}`,
  );
}

const pairBlock = alias(blocks, "pair_block");

/** Whether a row of `rooms` is a direct room of a blocked pair. Reads blocks by its primary key. */
export function isPairBlocked(): SQL<boolean> {
  const [first, second] = [
    sql`split_part(${rooms.directKey}, ':', 1)::uuid`,
    sql`split_part(${rooms.directKey}, ':', 2)::uuid`,
  ];
  const between = or(
    and(eq(pairBlock.userId, first), eq(pairBlock.blockedId, second)),
    and(eq(pairBlock.userId, second), eq(pairBlock.blockedId, first)),
  );
  return sql<boolean>`(${rooms.directKey} is not null and exists (select from ${blocks} pair_block where ${between}))`;
}

/** Whether `userId` has blocked `blockedId`, which is a column or an id. */
export function hasBlocked(userId: string, blockedId: SQLWrapper): SQL<boolean> {
  return sql<boolean>`exists (select from ${blocks} own_block
    where own_block.user_id = ${userId}::uuid and own_block.blocked_id = ${blockedId})`;
}
