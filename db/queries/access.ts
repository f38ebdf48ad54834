/** Access to rooms: whether a user may know of a room, and the authorization of a ticket. */
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database } from "@/db/client";
import { epochMs } from "@/db/pending-calls";
import { bans, members, rooms, sessionRooms, sessions, users } from "@/db/schema";
import type { Role, Visibility } from "@/lib/protocol/levels";
import type { User } from "@/lib/protocol/room";
import { hasBlocked, isPairBlocked } from "./blocks";
import { acceptDirect, otherIdFor } from "./directs";
import { lockRoomShared } from "./membership";
import { canSee, isBanned } from "./visibility";

/** A room and a user's role in it. */
export interface RoomAccess {
  room: { id: string; name: string; description: string; visibility: Visibility };
  isDirect: boolean;
  isArchived: boolean;
  /** Undefined: not a member. */
  role: Role | undefined;
}

/** The target user of a change. */
export interface Target {
  user: User;
  /** Undefined: not a member. */
  role: Role | undefined;
  isBanned: boolean;
}

const me = alias(members, "me");
const them = alias(members, "them");
const theirBan = alias(bans, "their_ban");

/**
 * A user's access to a room, and the target user with `targetId` (undefined: no such user). One query.
 * Undefined: no such room, or none that the user may know of (D2).
 */
export async function accessIn(
  db: Database,
  roomId: string,
  userId: string,
  targetId: string | null = null,
): Promise<(RoomAccess & { target: Target | undefined }) | undefined> {
  const [row] = await db
    .select({
      room: { id: rooms.id, name: rooms.name, description: rooms.description, visibility: rooms.visibility },
      directKey: rooms.directKey,
      archivedAt: rooms.archivedAt,
      role: me.role,
      user: { id: users.id, username: users.username },
      theirRole: them.role,
      banned: theirBan.userId,
    })
    .from(rooms)
    .leftJoin(me, and(eq(me.roomId, rooms.id), eq(me.userId, userId)))
    .leftJoin(users, and(sql`${users.id} = ${targetId}::uuid`, isNull(users.deletedAt)))
    .leftJoin(them, and(eq(them.roomId, rooms.id), eq(them.userId, users.id)))
    .leftJoin(theirBan, and(eq(theirBan.roomId, rooms.id), eq(theirBan.userId, users.id)))
    .where(and(eq(rooms.id, roomId), canSee(db, userId)));
  if (!row) return undefined;
  const { room, directKey, archivedAt, role, user, theirRole, banned } = row;
  const target = user ? { user, role: theirRole ?? undefined, isBanned: banned !== null } : undefined;
  return { room, isDirect: directKey !== null, isArchived: archivedAt !== null, role: role ?? undefined, target };
}

export interface TicketAuthorization {
  role: Role;
  /** Whether the user sends and gets read receipts. */
  receipts: boolean;
  /** May only read: not a member, or a member of a direct room who must not be visible to the other person. */
  preview?: true;
  /** A direct room in which nobody may write: the other person's account was deleted, or one of the two has blocked the other. */
  isOver: boolean;
  /**
   * When this was read (epoch ms), under the room's lock, so that it can be compared with the time of a command to the
   * room.
   */
  at: number;
  /** When the session expires unless it is renewed (epoch ms). */
  sessionUntil: number;
}

const AUTHORIZATION = {
  receipts: users.receipts,
  at: epochMs(sql`clock_timestamp()`).mapWith(Number),
  sessionUntil: epochMs(sql`${sessions.expiresAt}`).mapWith(Number),
};

/** Matches the session if it is live. A query that locks its row waits for a concurrent end of the session and checks again. */
function liveSession(sessionId: string, userId: string) {
  const isLive = and(gt(sessions.expiresAt, sql`now()`), isNull(sessions.endedAt));
  return and(eq(sessions.id, sessionId), eq(sessions.userId, userId), isLive);
}

/**
 * Authorizes a user without a join: as the member that they are, or as a preview (see TicketAuthorization). Records the session like
 * `authorizeMember`, so that its end closes previews too. One batch. The room's lock waits for a concurrent ban or change to private.
 * Undefined: no such room, or none that this user may know of (D2), or the session has ended.
 */
export async function authorizePreview(
  db: Database,
  roomId: string,
  userId: string,
  sessionId: string,
): Promise<TicketAuthorization | undefined> {
  const [, , [found]] = await db.batch([
    lockRoomShared(db, roomId),
    db.execute(sql`
      insert into ${sessionRooms} (session_id, room_id)
      select ${sessions.id}, ${rooms.id} from ${sessions}
      inner join ${rooms} on ${and(eq(rooms.id, roomId), canSee(db, userId))}
      where ${liveSession(sessionId, userId)}
      for key share of ${sessions}
      on conflict do nothing`),
    db
      .select({ role: members.role, ...AUTHORIZATION, isOver: isOver(), isUnseen: readsUnseen(userId) })
      .from(sessionRooms)
      .innerJoin(sessions, and(eq(sessions.id, sessionRooms.sessionId), liveSession(sessionId, userId)))
      .innerJoin(rooms, eq(rooms.id, sessionRooms.roomId))
      .innerJoin(users, eq(users.id, userId))
      .leftJoin(members, and(eq(members.roomId, rooms.id), eq(members.userId, userId)))
      .where(and(eq(sessionRooms.roomId, roomId), eq(sessionRooms.sessionId, sessionId), canSee(db, userId))),
  ]);
  if (!found) return undefined;
  const { role, isUnseen, ...rest } = found;
  return role && !isUnseen ? { role, ...rest } : { role: "member", ...rest, preview: true };
}

/** Whether a member reads a direct room without being visible: it is a request, or they have blocked the other person. */
function readsUnseen(userId: string) {
  return sql<boolean>`(${rooms.directKey} is not null and (${members.request} is not null
    or ${hasBlocked(userId, otherIdFor(userId))}))`;
}

/** Whether a row of `rooms` is a direct room in which an account was deleted or one of the two has blocked the other. */
function isOver() {
  const gone = sql`select from ${users} gone where gone.deleted_at is not null
    and gone.id::text in (split_part(${rooms.directKey}, ':', 1), split_part(${rooms.directKey}, ':', 2))`;
  return sql<boolean>`(${rooms.directKey} is not null and (exists (${gone}) or ${isPairBlocked()}))`;
}

/**
 * Authorizes a user whose client has no previews. The user joins a public room, accepts a request to a direct room, and must already
 * be a member of any other private room. Records that the session may be in the room; the row's lock keeps the session from ending
 * first. One batch. The room's lock waits for a concurrent ban or removal.
 * Undefined: no such room, or none that this user may know of (D2), or no such session any more.
 */
export async function authorizeMember(
  db: Database,
  roomId: string,
  userId: string,
  sessionId: string,
): Promise<TicketAuthorization | undefined> {
  const [, , , , [member]] = await db.batch([
    lockRoomShared(db, roomId),
    acceptDirect(db, roomId, userId),
    db.execute(sql`
      insert into ${members} (room_id, user_id, last_read_seq, silent)
      select ${rooms.id}, ${userId}::uuid, ${rooms.headSeq}, true from ${rooms}
      where ${and(eq(rooms.id, roomId), eq(rooms.visibility, "public"))} and not ${isBanned(db, userId)}
      on conflict do nothing`),
    db.execute(sql`
      insert into ${sessionRooms} (session_id, room_id)
      select ${sessions.id}, ${members.roomId} from ${sessions}
      inner join ${members} on ${and(eq(members.userId, sessions.userId), eq(members.roomId, roomId))}
      where ${liveSession(sessionId, userId)}
      for key share of ${sessions}
      on conflict do nothing`),
    db
      .select({ role: members.role, ...AUTHORIZATION, isOver: isOver() })
      .from(members)
      .innerJoin(rooms, eq(rooms.id, members.roomId))
      .innerJoin(users, eq(users.id, members.userId))
      .innerJoin(sessionRooms, and(eq(sessionRooms.roomId, members.roomId), eq(sessionRooms.sessionId, sessionId)))
      .innerJoin(sessions, and(eq(sessions.id, sessionRooms.sessionId), liveSession(sessionId, userId)))
      .where(and(eq(members.roomId, roomId), eq(members.userId, userId))),
  ]);
  return member;
}
