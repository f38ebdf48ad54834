import { and, inArray } from "drizzle-orm";
import type { Database } from "./client";
import { rooms } from "./schema";
import { mayKnow } from "./visibility";

/** Which of these rooms a user may know of (D2): public ones that they are not banned from, and those that they are in. */
export async function visibleRooms(db: Database, userId: string, roomIds: readonly string[]): Promise<string[]> {
  if (roomIds.length === 0) return [];
  const rows = await db
    .select({ id: rooms.id })
    .from(rooms)
    .where(and(inArray(rooms.id, [...roomIds]), mayKnow(db, userId)));
  return rows.map(({ id }) => id);
}
