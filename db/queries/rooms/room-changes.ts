import { and, eq, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { oneAtATime } from "@/db/queries/members/members";
import { endMembersInvites, type Seen, still } from "@/db/queries/members/membership";
import {
  changeWithCommand,
  commandsIn,
  type PendingCommand,
  storeCommand,
} from "@/db/queries/messages/pending-commands";
import { members, rooms } from "@/db/schema";
import type { Visibility } from "@/lib/protocol/api";
import type { RoomOrder } from "@/lib/server/room-admin";

/** Who is told that a room is gone, at most. */
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
  by: Seen,
  changes: RoomChanges,
  orders: readonly RoomOrder[],
): Promise<PendingCommand[] | false> {
  const { archived, ...set } = changes;
  const archivedAt = archived ? sql`coalesce(${rooms.archivedAt}, now())` : null;
  const change = db
    .update(rooms)
    .set({ ...set, ...(archived === undefined ? {} : { archivedAt }) })
    .where(and(eq(rooms.id, roomId), still(db, roomId, by)))
    .returning({ id: rooms.id });
  const [, changed] = await db.batch([
    oneAtATime(db, roomId),
    changeWithCommand(db, change, roomId, orders),
    endMembersInvites(db, roomId),
  ]);
  return changed.rows.length > 0 && commandsIn(changed);
}

/** Stores the command of an earlier change again, unless the room has changed meanwhile. */
export async function repeatChange(
  db: Database,
  roomId: string,
  { archived, visibility }: { archived: boolean; visibility: Visibility },
  orders: readonly RoomOrder[],
): Promise<PendingCommand[]> {
  const isAsBefore = sql`exists (select from ${rooms} where ${eq(rooms.id, roomId)}
    and (archived_at is not null) = ${archived} and ${eq(rooms.visibility, visibility)})`;
  const [, stored] = await db.batch([oneAtATime(db, roomId), storeCommand(db, roomId, orders, isAsBefore)]);
  return commandsIn(stored);
}

/** Deletes a room with all its messages, and stores the command that ends it (D8). False: the caller's role has changed meanwhile. */
export async function deleteRoom(
  db: Database,
  roomId: string,
  by: Seen,
): Promise<{ memberIds: string[]; commands: PendingCommand[] } | false> {
  const deletion = db
    .delete(rooms)
    .where(and(eq(rooms.id, roomId), still(db, roomId, by)))
    .returning({ id: rooms.id });
  const [, people, deleted] = await db.batch([
    oneAtATime(db, roomId),
    db.select({ id: members.userId }).from(members).where(eq(members.roomId, roomId)).limit(TOLD_MAX),
    changeWithCommand(db, deletion, roomId, [{ type: "end" }]),
  ]);
  return deleted.rows.length > 0 && { memberIds: people.map(({ id }) => id), commands: commandsIn(deleted) };
}
