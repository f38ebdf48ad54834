import { and, eq, sql } from "drizzle-orm";
import type { Visibility } from "../lib/api";
import type { Database } from "./client";
import { oneAtATime } from "./members";
import { endMembersInvites, type Seen, still } from "./membership";
import { members, rooms } from "./schema";

/** Who is told that a room is gone, at most. */
const TOLD_MAX = 1_000;

export interface RoomChanges {
  name?: string;
  description?: string;
  visibility?: Visibility;
  archived?: boolean;
}

/** Changes what a room is. False: who asks is no longer what they were. */
export async function changeRoom(db: Database, roomId: string, by: Seen, changes: RoomChanges): Promise<boolean> {
  const { archived, ...set } = changes;
  const archivedAt = archived ? sql`coalesce(${rooms.archivedAt}, now())` : null;
  const [, changed] = await db.batch([
    oneAtATime(db, roomId),
    db
      .update(rooms)
      .set({ ...set, ...(archived === undefined ? {} : { archivedAt }) })
      .where(and(eq(rooms.id, roomId), still(db, roomId, by)))
      .returning({ id: rooms.id }),
    endMembersInvites(db, roomId),
  ]);
  return changed.length > 0;
}

/** Deletes a room with all that was said in it; answers who was in it. False: who asks is no longer what they were. */
export async function deleteRoom(db: Database, roomId: string, by: Seen): Promise<string[] | false> {
  const [, people, deleted] = await db.batch([
    oneAtATime(db, roomId),
    db.select({ id: members.userId }).from(members).where(eq(members.roomId, roomId)).limit(TOLD_MAX),
    db
      .delete(rooms)
      .where(and(eq(rooms.id, roomId), still(db, roomId, by)))
      .returning({ id: rooms.id }),
  ]);
  return deleted.length > 0 && people.map(({ id }) => id);
}
