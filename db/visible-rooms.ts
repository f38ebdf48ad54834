import { and, eq, exists, inArray, not, or, sql } from "drizzle-orm";
import type { Database } from "./client";
import { bans, members, rooms } from "./schema";

/** Which of these rooms a user may know of (D2): public ones that they are not banned from, and those that they are in. */
export async function visibleRooms(db: Database, userId: string, roomIds: readonly string[]): Promise<string[]> {
  if (roomIds.length === 0) return [];
  const own = <T extends typeof members | typeof bans>(table: T) =>
    db
      .select({ one: sql`1` })
      .from(table as typeof members)
      .where(and(eq(table.roomId, rooms.id), eq(table.userId, userId)));
  const mayKnow = or(exists(own(members)), and(eq(rooms.visibility, "public"), not(exists(own(bans)))));
  const rows = await db
    .select({ id: rooms.id })
    .from(rooms)
    .where(and(inArray(rooms.id, [...roomIds]), mayKnow));
  return rows.map(({ id }) => id);
}
