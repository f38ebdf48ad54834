/**
 * Changing who is what in a room. Each change is one batch: the room's lock first, so that such changes happen one after the
 * other; the statements themselves check the roles that the caller has seen. The command to the room is stored in the same batch (D8)
 * and returned. False: the roles have changed meanwhile.
 */
import { and, eq, exists, isNull, ne, notExists, or, type SQL, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { callsIn, changeWithCall, type PendingCall, storeCall } from "@/db/queries/messages/pending-calls";
import { bans, invites, members, messages, rooms } from "@/db/schema";
import type { Role } from "@/lib/protocol/room";
import type { RoomCommand } from "@/lib/server/commands";
import { lockRoom } from "./members";

/** Somebody as the caller has seen them; no role: no member. */
export interface ExpectedRole {
  id: string;
  role: Role | undefined;
}

export interface Change {
  roomId: string;
  by: ExpectedRole;
  target: ExpectedRole;
}

type Changed = PendingCall[] | false;

const row = (roomId: string, userId: string | SQL) => and(eq(members.roomId, roomId), eq(members.userId, userId));
const one = { one: sql<number>`1` };

/** Whether somebody still is what they were seen to be. */
export function guard(db: Database, roomId: string, { id, role }: ExpectedRole): SQL {
  const is = db.select(one).from(members);
  return role ? exists(is.where(and(row(roomId, id), eq(members.role, role)))) : notExists(is.where(row(roomId, id)));
}

/** Makes a member an admin or an admin a member. An admin's invites then end, also those to a public room. */
export async function changeRole(
  db: Database,
  { roomId, by, target }: Change,
  to: "admin" | "member",
  commands: readonly RoomCommand[],
): Promise<Changed> {
  const isInPlace = and(guard(db, roomId, target), guard(db, roomId, by));
  const isDemotion = target.role === "admin" && to === "member";
  const change = db
    .update(members)
    .set({ role: to })
    .where(and(row(roomId, target.id), isInPlace))
    .returning({ userId: members.userId });
  const [, , changed] = await db.batch([
    lockRoom(db, roomId),
    // First, while the target still has the role that the caller has seen.
    db
      .delete(invites)
      .where(and(sql`${isDemotion}`, eq(invites.roomId, roomId), eq(invites.createdBy, target.id), isInPlace)),
    changeWithCall(db, change, roomId, commands),
    endMembersInvites(db, roomId),
  ]);
  return changedBy(changed);
}

/** In a private room: ends the invites of those who are no admins. */
export function endMembersInvites(db: Database, roomId: string) {
  return db.delete(invites).where(sql`
    ${eq(invites.roomId, roomId)} and exists (select from ${rooms} where id = ${roomId}::uuid and visibility = 'private')
    and not exists (select from ${members} where ${row(roomId, sql`${invites.createdBy}`)} and role in ('owner', 'admin'))`);
}

/** Makes another the owner, and who was it an admin. */
export async function handOver(
  db: Database,
  { roomId, by, target }: Change,
  notices: readonly RoomCommand[] = [],
): Promise<Changed> {
  const owner = db
    .select(one)
    .from(members)
    .where(and(eq(members.roomId, roomId), eq(members.role, "owner")));
  const roles: RoomCommand[] = [
    { type: "role", userId: target.id, role: "owner" },
    { type: "role", userId: by.id, role: "admin" },
  ];
  const handed = db
    .update(members)
    .set({ role: "owner" })
    // There is no owner only if the statement before has changed the role.
    .where(and(row(roomId, target.id), notExists(owner)))
    .returning({ userId: members.userId });
  const [, , changed] = await db.batch([
    lockRoom(db, roomId),
    db
      .update(members)
      .set({ role: "admin" })
      .where(and(row(roomId, by.id), eq(members.role, "owner"), guard(db, roomId, target))),
    changeWithCall(db, handed, roomId, [...roles, ...notices]),
  ]);
  return changedBy(changed);
}

/** Takes a member out of a room, and what invites they had made or had: they would be a way back. */
export async function removeMember(
  db: Database,
  { roomId, by, target }: Change,
  commands: readonly RoomCommand[],
): Promise<Changed> {
  const removal = db
    .delete(members)
    .where(and(row(roomId, target.id), guard(db, roomId, target), guard(db, roomId, by)))
    .returning({ userId: members.userId });
  const [, removed] = await db.batch([
    lockRoom(db, roomId),
    changeWithCall(db, removal, roomId, commands),
    db.delete(invites).where(and(invitesOf(roomId, target.id), guard(db, roomId, { id: target.id, role: undefined }))),
  ]);
  return changedBy(removed);
}

/** Repeats the removal of somebody who is no longer a member: the room gets the command again. */
export async function repeatRemoval(
  db: Database,
  { roomId, by, target }: Change,
  commands: readonly RoomCommand[],
): Promise<Changed> {
  const isOut = and(guard(db, roomId, { id: target.id, role: undefined }), guard(db, roomId, by));
  const [, stored] = await db.batch([lockRoom(db, roomId), storeCall(db, roomId, commands, isOut)]);
  return changedBy(stored);
}

/**
 * Whether a system message is written when this member leaves: their joining was announced or they have written since, and the room
 * is not read-only.
 */
export async function isKnown(db: Database, roomId: string, userId: string): Promise<boolean> {
  const written = db
    .select(one)
    .from(messages)
    .where(
      and(
        eq(messages.roomId, roomId),
        eq(messages.authorId, userId),
        eq(messages.kind, "message"),
        isNull(messages.notice),
        sql`${messages.sentAt} >= ${members.joinedAt}`,
      ),
    );
  const known = await db
    .select(one)
    .from(members)
    .innerJoin(rooms, and(eq(rooms.id, members.roomId), isNull(rooms.archivedAt)))
    .where(and(row(roomId, userId), or(eq(members.silent, false), exists(written))));
  return known.length > 0;
}

/** Ends the caller's membership, unless they are the owner, and the invites they had made. */
export async function leaveRoom(
  db: Database,
  roomId: string,
  userId: string,
  commands: readonly RoomCommand[],
): Promise<Changed> {
  const departure = db
    .delete(members)
    .where(and(row(roomId, userId), ne(members.role, "owner")))
    .returning({ userId: members.userId });
  const [, left] = await db.batch([
    lockRoom(db, roomId),
    changeWithCall(db, departure, roomId, commands),
    db.delete(invites).where(and(invitesOf(roomId, userId), guard(db, roomId, { id: userId, role: undefined }))),
  ]);
  return changedBy(left);
}

/** Removes a user, member or not, from a room and keeps them out. */
export async function banUser(
  db: Database,
  { roomId, by, target }: Change,
  commands: readonly RoomCommand[],
): Promise<Changed> {
  const ban = and(eq(bans.roomId, roomId), eq(bans.userId, target.id));
  const banned = exists(db.select(one).from(bans).where(ban));
  const [, , , , stored] = await db.batch([
    lockRoom(db, roomId),
    db.execute(sql`
      insert into ${bans} (room_id, user_id) select ${roomId}::uuid, ${target.id}::uuid
      where ${guard(db, roomId, target)} and ${guard(db, roomId, by)}
      on conflict do nothing`),
    db.delete(members).where(and(row(roomId, target.id), banned)),
    db.delete(invites).where(and(invitesOf(roomId, target.id), banned)),
    // For somebody who is already banned, the room gets the command again.
    storeCall(db, roomId, commands, and(banned, guard(db, roomId, by))),
  ]);
  return changedBy(stored);
}

/** Lifts a ban. False: there was none, or who asks is no longer what they were. */
export async function unbanUser(db: Database, { roomId, by, target }: Change): Promise<boolean> {
  const [, lifted] = await db.batch([
    lockRoom(db, roomId),
    db
      .delete(bans)
      .where(and(eq(bans.roomId, roomId), eq(bans.userId, target.id), guard(db, roomId, by)))
      .returning({ userId: bans.userId }),
  ]);
  return lifted.length > 0;
}

function changedBy(stored: { rows: unknown[] }): Changed {
  return stored.rows.length > 0 && callsIn(stored);
}

function invitesOf(roomId: string, userId: string) {
  return and(eq(invites.roomId, roomId), or(eq(invites.userId, userId), eq(invites.createdBy, userId)));
}
