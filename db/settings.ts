import { eq } from "drizzle-orm";
import type { SettingsAnswer } from "../lib/api";
import type { Database } from "./client";
import { sessionRooms, sessions, users } from "./schema";

/** What somebody has chosen for themselves. */
export async function settingsOf(db: Database, userId: string): Promise<SettingsAnswer> {
  const [row] = await db.select({ receipts: users.receipts }).from(users).where(eq(users.id, userId));
  if (!row) throw new Error("there is no such user");
  return row;
}

/** Sets whether somebody tells how far they have read; answers the rooms in which they may be now. One batch. */
export async function setReceipts(db: Database, userId: string, receipts: boolean): Promise<string[]> {
  const [, rooms] = await db.batch([
    db.update(users).set({ receipts }).where(eq(users.id, userId)),
    db
      .selectDistinct({ id: sessionRooms.roomId })
      .from(sessionRooms)
      .innerJoin(sessions, eq(sessions.id, sessionRooms.sessionId))
      .where(eq(sessions.userId, userId)),
  ]);
  return rooms.map(({ id }) => id);
}
