import { and, eq, gt, ne, sql } from "drizzle-orm";
import type { SettingsAnswer } from "../lib/api";
import type { Database } from "./client";
import { members, sessionRooms, sessions, users } from "./schema";

/** What somebody has chosen for themselves. */
export async function settingsOf(db: Database, userId: string): Promise<SettingsAnswer> {
  const [row] = await db.select({ receipts: users.receipts }).from(users).where(eq(users.id, userId));
  if (!row) throw new Error("there is no such user");
  return row;
}

/**
 * Sets whether a user sends and gets read receipts. Returns the rooms in which they may have an open socket: those that they are a
 * member of and for which a live session of theirs has had a ticket. None if the setting has not changed. One statement.
 */
export async function setReceipts(db: Database, userId: string, receipts: boolean): Promise<string[]> {
  const changed = db.$with("changed").as(
    db
      .update(users)
      .set({ receipts })
      .where(and(eq(users.id, userId), ne(users.receipts, receipts)))
      .returning({ id: users.id }),
  );
  const rooms = await db
    .with(changed)
    .selectDistinct({ id: sessionRooms.roomId })
    .from(changed)
    .innerJoin(sessions, and(eq(sessions.userId, changed.id), gt(sessions.expiresAt, sql`now()`)))
    .innerJoin(sessionRooms, eq(sessionRooms.sessionId, sessions.id))
    .innerJoin(members, and(eq(members.roomId, sessionRooms.roomId), eq(members.userId, changed.id)));
  return rooms.map(({ id }) => id);
}
