import { and, eq, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { callsIn, type PendingCall, storeCalls, storeSessionCloses } from "@/db/pending-calls";
import {
  bans,
  blocks,
  credentials,
  invites,
  members,
  passkeys,
  rooms,
  savedMessages,
  sessions,
  users,
} from "@/db/schema";
import { DELETED_USERNAME } from "@/lib/events/deleted-user";
import type { User } from "@/lib/protocol/room";
import { READ_ONLY } from "@/lib/server/commands";
import { otherIdFor } from "./directs";
import { roleRank } from "./members";
import { isActive } from "./sessions";

/** The rooms that the deletion of an account has changed, and the stored commands. */
export interface DeletedAccount {
  /** Rooms that have a new owner. */
  passedOn: Array<{ roomId: string; heir: User }>;
  /** Rooms without any other member; they are deleted. */
  ended: string[];
  /** Direct rooms, which are now read-only, with the other person of each. */
  directs: Array<{ roomId: string; otherId: string }>;
  /**
   * The stored commands: to the ended and the direct rooms, and those that close the sockets of sessions that had not
   * ended (D8).
   */
  calls: PendingCall[];
}

/**
 * Deletes an account: name, ways to sign in, sessions, memberships; all or nothing. Its rooms pass to the longest-standing admin, else
 * member, among those with a live session if there are any; empty rooms are deleted and direct rooms archived. The user's row and
 * messages stay without a name; the name's key stays too, so that nobody can take the name again.
 */
export async function deleteUser(db: Database, userId: string): Promise<DeletedAccount> {
  const own = sql`select room_id from ${members} where user_id = ${userId}::uuid`;
  const isEmptyBut = sql`id in (${own}) and not exists (
    select from ${members} where room_id = ${rooms.id} and user_id <> ${userId}::uuid)`;
  const isDirect = sql`id in (${own}) and direct_key is not null`;
  // The caller has ended all sessions; another may have begun since.
  const isLive = and(eq(sessions.userId, userId), isNull(sessions.endedAt));
  const [, , closes, , heirs, ends, archivings, ended, directs] = await db.batch([
    // In a fixed order, so that two concurrent deletions do not deadlock.
    db.execute(sql`select id from ${rooms} where id in (${own}) order by id for update`),
    // Once the lock is granted, every ticket that was being made for these sessions has recorded its room.
    db.select({ id: sessions.id }).from(sessions).where(isLive).for("update"),
    storeSessionCloses(db, isLive),
    db
      .update(members)
      .set({ role: "admin" })
      .where(and(eq(members.userId, userId), eq(members.role, "owner"))),
    db.execute<{ room_id: string; id: string; username: string }>(sql`
      update ${members} set role = 'owner' from ${users}, (${heirsOf(userId, own)}) heir
      where ${members.roomId} = heir.room_id and ${members.userId} = heir.user_id and ${users.id} = heir.user_id
      returning ${members.roomId} as room_id, ${users.id} as id, ${users.username} as username`),
    storeCalls(db, sql`select id from ${rooms} where ${isEmptyBut}`, { type: "end" }),
    storeCalls(db, sql`select id from ${rooms} where ${isDirect} and not (${isEmptyBut})`, READ_ONLY),
    db.delete(rooms).where(isEmptyBut).returning({ id: rooms.id }),
    db
      .update(rooms)
      .set({ archivedAt: sql`coalesce(${rooms.archivedAt}, now())` })
      .where(isDirect)
      .returning({ roomId: rooms.id, otherId: otherIdFor(userId).mapWith(String) }),
    db.update(users).set({ username: DELETED_USERNAME, deletedAt: sql`now()` }).where(eq(users.id, userId)),
    db.delete(credentials).where(eq(credentials.userId, userId)),
    db.delete(passkeys).where(eq(passkeys.userId, userId)),
    db.delete(sessions).where(eq(sessions.userId, userId)),
    db.delete(members).where(eq(members.userId, userId)),
    db.delete(invites).where(or(eq(invites.userId, userId), eq(invites.createdBy, userId))),
    db.delete(savedMessages).where(eq(savedMessages.userId, userId)),
    db.delete(bans).where(eq(bans.userId, userId)),
    db.delete(blocks).where(or(eq(blocks.userId, userId), eq(blocks.blockedId, userId))),
  ]);
  return {
    passedOn: heirs.rows.map(({ room_id, id, username }) => ({ roomId: room_id, heir: { id, username } })),
    ended: ended.map(({ id }) => id),
    directs,
    calls: [...callsIn(closes), ...callsIn(ends), ...callsIn(archivings)],
  };
}

/** The new owner of each of this user's rooms that has none. Direct rooms never have an owner. */
function heirsOf(userId: string, own: SQL): SQL {
  return sql`
    select distinct on (m.room_id) m.room_id, m.user_id from ${members} m
    inner join ${rooms} r on r.id = m.room_id and r.direct_key is null
    where m.room_id in (${own}) and m.user_id <> ${userId}::uuid
      and not exists (select from ${members} o where o.room_id = m.room_id and o.role = 'owner')
    order by m.room_id, ${isActive(sql`m.user_id`)} desc, ${roleRank(sql`m.role`)}, m.joined_at, m.user_id`;
}
