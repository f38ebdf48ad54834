import { and, eq, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database } from "@/db/client";
import { canSee } from "@/db/queries/rooms/visibility";
import { bans, members, rooms, users } from "@/db/schema";
import type { Visibility } from "@/lib/protocol/api";
import type { Role, User } from "@/lib/protocol/room";

/** Who somebody is in a room, and what the room is. */
export interface MemberAccess {
  room: { id: string; name: string; description: string; visibility: Visibility };
  isDirect: boolean;
  isArchived: boolean;
  /** Undefined: no member. */
  role: Role | undefined;
}

/** Whom something is to be done to. */
export interface Target {
  user: User;
  /** Undefined: no member. */
  role: Role | undefined;
  isBanned: boolean;
}

const me = alias(members, "me");
const them = alias(members, "them");
const theirBan = alias(bans, "their_ban");

/**
 * What somebody is in a room, and what the one with `targetId` is there (undefined: there is no such user). One query.
 * Undefined: no such room, or none that they may know of (D2).
 */
export async function accessIn(
  db: Database,
  roomId: string,
  userId: string,
  targetId: string | null = null,
): Promise<(MemberAccess & { target: Target | undefined }) | undefined> {
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
