/**
 * Changing who is what in a room. Each change is one batch: the room's lock first, so that such changes happen one after the
 * other; the statements themselves check the roles that the caller has seen. The command to the room is stored in the same batch (D8)
 * and returned. False: the roles have changed meanwhile.
 */
import { and, eq, exists, isNull, ne, notExists, or, type SQL, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import {
  changeWithCommand,
  commandsIn,
  type PendingCommand,
  storeCommand,
} from "@/db/queries/messages/pending-commands";
import { bans, invites, members, messages, rooms } from "@/db/schema";
import type { Role } from "@/lib/protocol/protocol";
import type { RoomOrder } from "@/lib/server/room-admin";
import { oneAtATime } from "./members";

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

type Changed = PendingCommand[] | false;

const row = (roomId: string, userId: string | SQL) => and(eq(members.roomId, roomId), eq(members.userId, userId));
const one = { one: sql<number>`1` };

/** Whether somebody still is what they were seen to be. */
export function still(db: Database, roomId: string, { id, role }: Seen): SQL {
  const is = db.select(one).from(members);
  return role ? exists(is.where(and(row(roomId, id), eq(members.role, role)))) : notExists(is.where(row(roomId, id)));
}

/** Makes a member an admin or an admin a member. An admin's invites then end, also those to a public room. */
export async function changeRole(
  db: Database,
  { roomId, by, target }: Change,
  to: "admin" | "member",
  orders: readonly RoomOrder[],
): Promise<Changed> {
  const isInPlace = and(still(db, roomId, target), still(db, roomId, by));
  const isDemotion = target.role === "admin" && to === "member";
  const change = db
    .update(members)
    .set({ role: to })
    .where(and(row(roomId, target.id), isInPlace))
    .returning({ userId: members.userId });
  const [, , changed] = await db.batch([
    oneAtATime(db, roomId),
    // First, while the target still has the role that the caller has seen.
    db
      .delete(invites)
      .where(and(sql`${isDemotion}`, eq(invites.roomId, roomId), eq(invites.createdBy, target.id), isInPlace)),
    changeWithCommand(db, change, roomId, orders),
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
  notices: readonly RoomOrder[] = [],
): Promise<Changed> {
  const owner = db
    .select(one)
    .from(members)
    .where(and(eq(members.roomId, roomId), eq(members.role, "owner")));
  const roles: RoomOrder[] = [
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
    oneAtATime(db, roomId),
    db
      .update(members)
      .set({ role: "admin" })
      .where(and(row(roomId, by.id), eq(members.role, "owner"), still(db, roomId, target))),
    changeWithCommand(db, handed, roomId, [...roles, ...notices]),
  ]);
  return changedBy(changed);
}

/** Takes a member out of a room, and what invites they had made or had: they would be a way back. */
export async function removeMember(
  db: Database,
  { roomId, by, target }: Change,
  orders: readonly RoomOrder[],
): Promise<Changed> {
  const removal = db
    .delete(members)
    .where(and(row(roomId, target.id), still(db, roomId, target), still(db, roomId, by)))
    .returning({ userId: members.userId });
  const [, removed] = await db.batch([
    oneAtATime(db, roomId),
    changeWithCommand(db, removal, roomId, orders),
    db.delete(invites).where(and(invitesOf(roomId, target.id), still(db, roomId, { id: target.id, role: undefined }))),
  ]);
  return changedBy(removed);
}

/** Repeats the removal of somebody who is no longer a member: the room gets the command again. */
export async function repeatRemoval(
  db: Database,
  { roomId, by, target }: Change,
  orders: readonly RoomOrder[],
): Promise<Changed> {
  const isOut = and(still(db, roomId, { id: target.id, role: undefined }), still(db, roomId, by));
  const [, stored] = await db.batch([oneAtATime(db, roomId), storeCommand(db, roomId, orders, isOut)]);
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
  orders: readonly RoomOrder[],
): Promise<Changed> {
  const departure = db
    .delete(members)
    .where(and(row(roomId, userId), ne(members.role, "owner")))
    .returning({ userId: members.userId });
  const [, left] = await db.batch([
    oneAtATime(db, roomId),
    changeWithCommand(db, departure, roomId, orders),
    db.delete(invites).where(and(invitesOf(roomId, userId), still(db, roomId, { id: userId, role: undefined }))),
  ]);
  return changedBy(left);
}

/** Removes a user, member or not, from a room and keeps them out. */
export async function banUser(
  db: Database,
  { roomId, by, target }: Change,
  orders: readonly RoomOrder[],
): Promise<Changed> {
  const ban = and(eq(bans.roomId, roomId), eq(bans.userId, target.id));
  const banned = exists(db.select(one).from(bans).where(ban));
  const [, , , , stored] = await db.batch([
    oneAtATime(db, roomId),
    db.execute(sql`
      insert into ${bans} (room_id, user_id) select ${roomId}::uuid, ${target.id}::uuid
      where ${still(db, roomId, target)} and ${still(db, roomId, by)}
      on conflict do nothing`),
    db.delete(members).where(and(row(roomId, target.id), banned)),
    db.delete(invites).where(and(invitesOf(roomId, target.id), banned)),
    // For somebody who is already banned, the room gets the command again.
    storeCommand(db, roomId, orders, and(banned, still(db, roomId, by))),
  ]);
  return changedBy(stored);
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

function changedBy(stored: { rows: unknown[] }): Changed {
  return stored.rows.length > 0 && commandsIn(stored);
}

function invitesOf(roomId: string, userId: string) {
  return and(eq(invites.roomId, roomId), or(eq(invites.userId, userId), eq(invites.createdBy, userId)));
}
