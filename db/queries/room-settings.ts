/**
 * Changes of a room's settings, and of a member's own settings of a room. Changes of a room's settings work like those
 * of membership (membership.ts).
 */
import { and, eq, or, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { callsIn, changeWithCall, type PendingCall, storeCall } from "@/db/pending-calls";
import { members, rooms } from "@/db/schema";
import type { Notify, Visibility } from "@/lib/protocol/levels";
import type { RoomCommand } from "@/lib/server/commands";
import { deleteMembersInvites, type ExpectedRole, guard, lockRoom } from "./membership";

/** The most members whose inboxes are notified that a room was deleted. */
const TOLD_MAX = 1_000;

export interface RoomChanges {
  name?: string;
  description?: string;
  visibility?: Visibility;
  archived?: boolean;
}

/** Changes a room and stores the command to it (D8). False: the caller's role has changed meanwhile. */
export async function changeRoom(
  db: Database,
  roomId: string,
  by: ExpectedRole,
  changes: RoomChanges,
  commands: readonly RoomCommand[],
): Promise<PendingCall[] | false> {
  const { archived, ...set } = changes;
  const archivedAt = archived ? sql`coalesce(${rooms.archivedAt}, now())` : null;
  const change = db
    .update(rooms)
    .set({ ...set, ...(archived === undefined ? {} : { archivedAt }) })
    .where(and(eq(rooms.id, roomId), guard(db, roomId, by)))
    .returning({ id: rooms.id });
  const [, changed] = await db.batch([
    lockRoom(db, roomId),
    changeWithCall(db, change, roomId, commands),
    deleteMembersInvites(db, roomId),
  ]);
  return changed.rows.length > 0 && callsIn(changed);
}

/** Stores the command of an earlier change again, unless the room has changed meanwhile. */
export async function repeatChange(
  db: Database,
  roomId: string,
  { archived, visibility }: { archived: boolean; visibility: Visibility },
  commands: readonly RoomCommand[],
): Promise<PendingCall[]> {
  const isAsBefore = sql`exists (select from ${rooms} where ${eq(rooms.id, roomId)}
    and (archived_at is not null) = ${archived} and ${eq(rooms.visibility, visibility)})`;
  const [, stored] = await db.batch([lockRoom(db, roomId), storeCall(db, roomId, commands, isAsBefore)]);
  return callsIn(stored);
}

/** Deletes a room with all its messages, and stores the command that ends it (D8). False: the caller's role has changed meanwhile. */
export async function deleteRoom(
  db: Database,
  roomId: string,
  by: ExpectedRole,
): Promise<{ memberIds: string[]; calls: PendingCall[] } | false> {
  const deletion = db
    .delete(rooms)
    .where(and(eq(rooms.id, roomId), guard(db, roomId, by)))
    .returning({ id: rooms.id });
  const [, people, deleted] = await db.batch([
    lockRoom(db, roomId),
    db.select({ id: members.userId }).from(members).where(eq(members.roomId, roomId)).limit(TOLD_MAX),
    changeWithCall(db, deletion, roomId, [{ type: "end" }]),
  ]);
  return deleted.rows.length > 0 && { memberIds: people.map(({ id }) => id), calls: callsIn(deleted) };
}

export interface OwnSettings {
  notify?: Notify;
  /** Null removes the unread marker. */
  unreadFrom?: number | null;
  favourite?: boolean;
}

/** Changes a member's own settings of one room. One batch. */
export async function setOwn(
  db: Database,
  roomId: string,
  userId: string,
  settings: OwnSettings,
): Promise<"changed" | "unchanged" | "not_member"> {
  const own = and(eq(members.roomId, roomId), eq(members.userId, userId));
  const isOther = Object.entries(settings).map(
    ([name, value]) => sql`${members[name as keyof OwnSettings]} is distinct from ${value}`,
  );
  const [changed, found] = await db.batch([
    db
      .update(members)
      .set(settings)
      .where(and(own, or(...isOther)))
      .returning({ roomId: members.roomId }),
    db.select({ roomId: members.roomId }).from(members).where(own),
  ]);
  if (changed.length > 0) return "changed";
  return found.length > 0 ? "unchanged" : "not_member";
}
