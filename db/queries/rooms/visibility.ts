import { and, eq, exists, not, or, type SQL, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { bans, members, rooms } from "@/db/schema";

/** D2: of `rooms`, those that this user may know of: theirs, and the public ones that they are not banned from. */
export function canSee(db: Database, userId: string): SQL | undefined {
  return or(and(eq(rooms.visibility, "public"), not(isBanned(db, userId))), isMember(db, userId));
}

/** Of `rooms`, those that this user belongs to. */
export function isMember(db: Database, userId: string): SQL {
  const ofThis = and(eq(members.roomId, rooms.id), eq(members.userId, userId));
  return exists(db.select({ one: sql`1` }).from(members).where(ofThis));
}

/** Of `rooms`, those that this user may not come back to. */
export function isBanned(db: Database, userId: string): SQL {
  const fromThis = and(eq(bans.roomId, rooms.id), eq(bans.userId, userId));
  return exists(db.select({ one: sql`1` }).from(bans).where(fromThis));
}
