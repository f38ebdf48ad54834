import { and, desc, eq, exists, inArray, not, or, type SQL, sql } from "drizzle-orm";
import { union } from "drizzle-orm/pg-core";
import type { Database } from "@/db/client";
import { bans, members, rooms } from "@/db/schema";
import { OWN_ROOMS_MAX } from "@/lib/protocol/limits";

/**
 * Whether the user may know of a row of `rooms` (D2): a member, or it is public and they are not banned. No other place
 * defines this.
 */
export function canSee(db: Database, userId: string): SQL | undefined {
  return or(and(eq(rooms.visibility, "public"), not(isBanned(db, userId))), isMember(db, userId));
}

/** Whether the user is a member of a row of `rooms`. */
export function isMember(db: Database, userId: string): SQL {
  const ofThis = and(eq(members.roomId, rooms.id), eq(members.userId, userId));
  return exists(db.select({ one: sql`1` }).from(members).where(ofThis));
}

/** Whether the user is banned from a row of `rooms`. */
export function isBanned(db: Database, userId: string): SQL {
  const fromThis = and(eq(bans.roomId, rooms.id), eq(bans.userId, userId));
  return exists(db.select({ one: sql`1` }).from(bans).where(fromThis));
}

/**
 * Which of these rooms a user may know of (D2). With `isMineToo` also the user's own rooms, named or not: the OWN_ROOMS_MAX with the newest activity. One query.
 */
export async function visibleRooms(
  db: Database,
  userId: string,
  roomIds: readonly string[],
  isMineToo = false,
): Promise<string[]> {
  if (roomIds.length === 0 && !isMineToo) return [];
  const named = db
    .select({ id: rooms.id })
    .from(rooms)
    .where(and(inArray(rooms.id, [...roomIds]), canSee(db, userId)));
  const own = db
    .select({ id: rooms.id })
    .from(members)
    .innerJoin(rooms, eq(rooms.id, members.roomId))
    .where(and(eq(members.userId, userId), sql`${members.request} is distinct from 'declined'`))
    .orderBy(desc(rooms.lastActivityAt), desc(rooms.id))
    .limit(OWN_ROOMS_MAX);
  const rows = isMineToo ? await union(named, own) : await named;
  return rows.map(({ id }) => id);
}
