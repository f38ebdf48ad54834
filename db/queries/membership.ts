/**
 * Changes of a room's membership. Each is one batch: the room's lock first, so that changes run one after the other; its
 * statements check the roles that the caller has read. Those that end or change a membership also store the commands to
 * the room (D8) and return them. False: a role has changed since the caller read it.
 */
import { and, eq, exists, gt, inArray, isNull, ne, notExists, or, type SQL, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { callsIn, changeWithCall, type PendingCall, storeCall } from "@/db/pending-calls";
import { bans, invites, members, messages, rooms } from "@/db/schema";
import type { Role } from "@/lib/protocol/levels";
import type { RoomCommand } from "@/lib/server/commands";
import { rolesWith } from "@/lib/shared/permissions";
import { acceptDirect } from "./directs";
import { isBanned } from "./visibility";

/** The role that the caller has read for a user; undefined: not a member. */
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

const membershipOf = (roomId: string, userId: string | SQL) =>
  and(eq(members.roomId, roomId), eq(members.userId, userId));
const one = { one: sql<number>`1` };

/** The first statement of a batch that adds a member: waits for a concurrent removal, ban or change of the room. */
export function lockRoomShared(db: Database, roomId: string) {
  return db.select({ id: rooms.id }).from(rooms).where(eq(rooms.id, roomId)).for("key share");
}

/** The first statement of a batch that changes a room or its members: such changes run one after the other. */
export function lockRoom(db: Database, roomId: string) {
  return db.select({ id: rooms.id }).from(rooms).where(eq(rooms.id, roomId)).for("update");
}

/** For a batch that uses an invite link: locks its room, then the link. Of two requests for its last use, the second sees the first one's change. */
export function lockLink(db: Database, tokenHash: string) {
  const link = eq(invites.tokenHash, tokenHash);
  const roomOfLink = db.select({ id: invites.roomId }).from(invites).where(link);
  return [
    db.select({ id: rooms.id }).from(rooms).where(inArray(rooms.id, roomOfLink)).for("key share"),
    db.select({ id: invites.id }).from(invites).where(link).for("update"),
  ] as const;
}

/** Whether a user still has the expected role. */
export function guard(db: Database, roomId: string, { id, role }: ExpectedRole): SQL {
  const is = db.select(one).from(members);
  return role
    ? exists(is.where(and(membershipOf(roomId, id), eq(members.role, role))))
    : notExists(is.where(membershipOf(roomId, id)));
}

/** Promotes a member or demotes an admin. A demotion deletes the invites that the admin made, even to a public room. */
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
    .where(and(membershipOf(roomId, target.id), isInPlace))
    .returning({ userId: members.userId });
  const [, , changed] = await db.batch([
    lockRoom(db, roomId),
    // Before the change, while the target still has the expected role.
    db
      .delete(invites)
      .where(and(sql`${isDemotion}`, eq(invites.roomId, roomId), eq(invites.createdBy, target.id), isInPlace)),
    changeWithCall(db, change, roomId, commands),
    deleteMembersInvites(db, roomId),
  ]);
  return changedBy(changed);
}

/** In a private room: deletes the invites made by users who may no longer invite to it. */
export function deleteMembersInvites(db: Database, roomId: string) {
  return db.delete(invites).where(sql`
    ${eq(invites.roomId, roomId)} and exists (select from ${rooms} where id = ${roomId}::uuid and visibility = 'private')
    and not exists (select from ${members} where ${and(membershipOf(roomId, sql`${invites.createdBy}`), inArray(members.role, rolesWith("invite")))})`);
}

/** Makes another member the owner; the previous owner becomes an admin. */
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
    // The room has no owner only if the previous statement has demoted the previous owner.
    .where(and(membershipOf(roomId, target.id), notExists(owner)))
    .returning({ userId: members.userId });
  const [, , changed] = await db.batch([
    lockRoom(db, roomId),
    db
      .update(members)
      .set({ role: "admin" })
      .where(and(membershipOf(roomId, by.id), eq(members.role, "owner"), guard(db, roomId, target))),
    changeWithCall(db, handed, roomId, [...roles, ...notices]),
  ]);
  return changedBy(changed);
}

/** Removes a member, and deletes the invites that they made or received, since these would be a way back. */
export async function removeMember(
  db: Database,
  { roomId, by, target }: Change,
  commands: readonly RoomCommand[],
): Promise<Changed> {
  const removal = db
    .delete(members)
    .where(and(membershipOf(roomId, target.id), guard(db, roomId, target), guard(db, roomId, by)))
    .returning({ userId: members.userId });
  const [, removed] = await db.batch([
    lockRoom(db, roomId),
    changeWithCall(db, removal, roomId, commands),
    db.delete(invites).where(and(invitesOf(roomId, target.id), guard(db, roomId, { id: target.id, role: undefined }))),
  ]);
  return changedBy(removed);
}

/** Repeats the removal of a user who is no longer a member: the room gets the command again. */
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
export async function announcesLeaving(db: Database, roomId: string, userId: string): Promise<boolean> {
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
    .where(and(membershipOf(roomId, userId), or(eq(members.silent, false), exists(written))));
  return known.length > 0;
}

/** Ends the caller's membership, unless they are the owner, and deletes their invites. */
export async function leaveRoom(
  db: Database,
  roomId: string,
  userId: string,
  commands: readonly RoomCommand[],
): Promise<Changed> {
  const departure = db
    .delete(members)
    .where(and(membershipOf(roomId, userId), ne(members.role, "owner")))
    .returning({ userId: members.userId });
  const [, left] = await db.batch([
    lockRoom(db, roomId),
    changeWithCall(db, departure, roomId, commands),
    db.delete(invites).where(and(invitesOf(roomId, userId), guard(db, roomId, { id: userId, role: undefined }))),
  ]);
  return changedBy(left);
}

/** Bans a user, who need not be a member; a member is removed. */
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
    db.delete(members).where(and(membershipOf(roomId, target.id), banned)),
    db.delete(invites).where(and(invitesOf(roomId, target.id), banned)),
    // For a user who is already banned, the room gets the command again.
    storeCall(db, roomId, commands, and(banned, guard(db, roomId, by))),
  ]);
  return changedBy(stored);
}

/** Lifts a ban. False: there was none, or the caller's role has changed. */
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

/** How a user came to be a member: joined with a system message, joined without one, accepted a request, or was one before. */
export type Joined = "announced" | "silent" | "accepted" | "before";

/**
 * Joins a public room or one that the user is invited to, and deletes the invite; accepts a request to a direct room. The room announces
 * only invited users, and nobody while it is archived. Undefined: neither public nor invited, or banned.
 */
export async function joinRoom(db: Database, roomId: string, userId: string): Promise<Joined | undefined> {
  const own = and(eq(members.roomId, roomId), eq(members.userId, userId));
  const invited = sql`exists (
    select from ${invites} where ${and(eq(invites.roomId, rooms.id), eq(invites.userId, userId), isInviteOpen())})`;
  const [, accepted, added, , [member]] = await db.batch([
    lockRoomShared(db, roomId),
    acceptDirect(db, roomId, userId),
    db.execute<{ silent: boolean }>(sql`
      insert into ${members} (room_id, user_id, last_read_seq, silent)
      select ${rooms.id}, ${userId}::uuid, ${rooms.headSeq}, ${rooms.archivedAt} is not null or not ${invited} from ${rooms}
      where ${eq(rooms.id, roomId)} and not ${isBanned(db, userId)} and (${eq(rooms.visibility, "public")} or ${invited})
      on conflict do nothing
      returning silent`),
    db
      .delete(invites)
      .where(
        and(eq(invites.roomId, roomId), eq(invites.userId, userId), sql`exists (select from ${members} where ${own})`),
      ),
    db.select({ role: members.role }).from(members).where(own),
  ]);
  if (!member) return undefined;
  const [row] = added.rows;
  if (row) return row.silent ? "silent" : "announced";
  return accepted.length > 0 ? "accepted" : "before";
}

/** Whether an invite has neither expired nor been used up. */
export function isInviteOpen() {
  return and(
    or(isNull(invites.expiresAt), gt(invites.expiresAt, sql`now()`)),
    or(isNull(invites.maxUses), sql`${invites.uses} < ${invites.maxUses}`),
  );
}

/**
 * Joins by an invite link. A member does not take a use of it.
 * Undefined: no such link, an expired or used-up one, or the user is banned.
 */
export async function joinByLink(
  db: Database,
  tokenHash: string,
  userId: string,
): Promise<{ roomId: string; how: Joined } | undefined> {
  const link = eq(invites.tokenHash, tokenHash);
  const roomOfLink = db.select({ id: invites.roomId }).from(invites).where(link);
  const isIn = sql`exists (select from ${members} where room_id = ${invites.roomId} and user_id = ${userId}::uuid)`;
  const [, , added, , [member]] = await db.batch([
    ...lockLink(db, tokenHash),
    db.execute<{ silent: boolean }>(sql`
      with used as (
        update ${invites} set uses = ${invites.uses} + 1 from ${rooms}
        where ${and(link, isInviteOpen(), eq(rooms.id, invites.roomId))} and not ${isIn} and not ${isBanned(db, userId)}
        returning ${rooms.id} as room_id, ${rooms.headSeq} as head_seq, ${rooms.archivedAt} is not null as silent
      )
      insert into ${members} (room_id, user_id, last_read_seq, silent)
      select room_id, ${userId}::uuid, head_seq, silent from used
      on conflict do nothing
      returning silent`),
    db.delete(invites).where(and(eq(invites.userId, userId), inArray(invites.roomId, roomOfLink), isIn)),
    db
      .select({ roomId: members.roomId })
      .from(members)
      .where(and(inArray(members.roomId, roomOfLink), eq(members.userId, userId))),
  ]);
  const [row] = added.rows;
  return member && { roomId: member.roomId, how: row ? (row.silent ? "silent" : "announced") : "before" };
}
