/**
 * Changing who is what in a room. Each change is one batch: the room's lock first, so that such changes happen one after the
 * other, and the roles that the caller decided by in the statements themselves. False: those have changed meanwhile.
 */
import { and, eq, exists, ne, notExists, or, type SQL, sql } from "drizzle-orm";
import type { Role } from "../lib/protocol";
import type { Database } from "./client";
import { oneAtATime } from "./members";
import { bans, invites, members, rooms } from "./schema";

/** Somebody as the caller has seen them; no role: no member. */
export interface Seen {
  id: string;
  role: Role | undefined;
}

export interface Change {
  roomId: string;
  by: Seen;
  target: Seen;
}

const row = (roomId: string, userId: string | SQL) => and(eq(members.roomId, roomId), eq(members.userId, userId));
const one = { one: sql<number>`1` };

/** Whether somebody still is what they were seen to be. */
export function still(db: Database, roomId: string, { id, role }: Seen): SQL {
  const is = db.select(one).from(members);
  return role ? exists(is.where(and(row(roomId, id), eq(members.role, role)))) : notExists(is.where(row(roomId, id)));
}

/** Makes a member an admin, or an admin a member, who may not go on inviting to a private room. */
export async function changeRole(db: Database, { roomId, by, target }: Change, to: "admin" | "member") {
  const [, changed] = await db.batch([
    oneAtATime(db, roomId),
    db
      .update(members)
      .set({ role: to })
      .where(and(row(roomId, target.id), still(db, roomId, target), still(db, roomId, by)))
      .returning({ userId: members.userId }),
    endMembersInvites(db, roomId),
  ]);
  return changed.length > 0;
}

/** In a private room: ends the invites of those who are no admins. */
export function endMembersInvites(db: Database, roomId: string) {
  return db.delete(invites).where(sql`
    ${eq(invites.roomId, roomId)} and exists (select from ${rooms} where id = ${roomId}::uuid and visibility = 'private')
    and not exists (select from ${members} where ${row(roomId, sql`${invites.createdBy}`)} and role in ('owner', 'admin'))`);
}

/** Makes another the owner, and who was it an admin. */
export async function handOver(db: Database, { roomId, by, target }: Change): Promise<boolean> {
  const owner = db
    .select(one)
    .from(members)
    .where(and(eq(members.roomId, roomId), eq(members.role, "owner")));
  const [, , handed] = await db.batch([
    oneAtATime(db, roomId),
    db
      .update(members)
      .set({ role: "admin" })
      .where(and(row(roomId, by.id), eq(members.role, "owner"), still(db, roomId, target))),
    db
      .update(members)
      .set({ role: "owner" })
      // None is there only where the statement before has made room.
      .where(and(row(roomId, target.id), notExists(owner)))
      .returning({ userId: members.userId }),
  ]);
  return handed.length > 0;
}

/** Takes a member out of a room, and what invites they had made or had: they would be a way back. */
export async function removeMember(db: Database, { roomId, by, target }: Change): Promise<boolean> {
  const [, removed] = await db.batch([
    oneAtATime(db, roomId),
    db
      .delete(members)
      .where(and(row(roomId, target.id), still(db, roomId, target), still(db, roomId, by)))
      .returning({ userId: members.userId }),
    db.delete(invites).where(and(invitesOf(roomId, target.id), still(db, roomId, { id: target.id, role: undefined }))),
  ]);
  return removed.length > 0;
}

/** The owner can't. Invites that a leaving member had made stay. */
export async function leaveRoom(db: Database, roomId: string, userId: string): Promise<boolean> {
  const [, left] = await db.batch([
    oneAtATime(db, roomId),
    db
      .delete(members)
      .where(and(row(roomId, userId), ne(members.role, "owner")))
      .returning({ userId: members.userId }),
  ]);
  return left.length > 0;
}

/** Puts somebody, member or not, out of a room and lets them in no more. */
export async function banUser(db: Database, { roomId, by, target }: Change): Promise<boolean> {
  const ban = and(eq(bans.roomId, roomId), eq(bans.userId, target.id));
  const banned = exists(db.select(one).from(bans).where(ban));
  const [, , , , found] = await db.batch([
    oneAtATime(db, roomId),
    db.execute(sql`
      insert into ${bans} (room_id, user_id) select ${roomId}::uuid, ${target.id}::uuid
      where ${still(db, roomId, target)} and ${still(db, roomId, by)}
      on conflict do nothing`),
    db.delete(members).where(and(row(roomId, target.id), banned)),
    db.delete(invites).where(and(invitesOf(roomId, target.id), banned)),
    db.select({ userId: bans.userId }).from(bans).where(ban),
  ]);
  return found.length > 0;
}

/** Lifts a ban. False: there was none, or who asks is no longer what they were. */
export async function unbanUser(db: Database, { roomId, by, target }: Change): Promise<boolean> {
  const [, lifted] = await db.batch([
    oneAtATime(db, roomId),
    db
      .delete(bans)
      .where(and(eq(bans.roomId, roomId), eq(bans.userId, target.id), still(db, roomId, by)))
      .returning({ userId: bans.userId }),
  ]);
  return lifted.length > 0;
}

function invitesOf(roomId: string, userId: string) {
  return and(eq(invites.roomId, roomId), or(eq(invites.userId, userId), eq(invites.createdBy, userId)));
}
