import { and, eq, inArray, ne, type SQL, sql } from "drizzle-orm";
import type { Database } from "./client";
import { sessionRooms, sessions } from "./schema";

/** A room, and the sessions that may have sockets in it. */
export interface RoomOfSessions {
  roomId: string;
  sessionIds: string[];
}

/** Where the sockets of sessions that have ended may be: in these rooms, and in their owners' inboxes. */
export interface Ended {
  rooms: RoomOfSessions[];
  sessions: Array<{ id: string; userId: string }>;
}

/** Ends these sessions and answers where their sockets may be. */
export async function deleteSessions(db: Database, sessionIds: readonly string[]): Promise<Ended> {
  if (sessionIds.length === 0) return { rooms: [], sessions: [] };
  return deleteWhere(db, inArray(sessions.id, [...sessionIds]));
}

/** Ends a user's sessions, but for one where it is named, and answers where their sockets may be. */
export function deleteSessionsOf(db: Database, userId: string, exceptSessionId?: string): Promise<Ended> {
  return deleteWhere(
    db,
    and(eq(sessions.userId, userId), exceptSessionId === undefined ? undefined : ne(sessions.id, exceptSessionId)),
  );
}

/**
 * One batch. The rows are locked before their rooms are read: a ticket that is being made has noted its room by then, or
 * waits and finds the session gone (`admit` and `look` lock the session too).
 */
async function deleteWhere(db: Database, which: SQL | undefined): Promise<Ended> {
  const ending = db.select({ id: sessions.id }).from(sessions).where(which);
  const [, rooms, ended] = await db.batch([
    ending.for("update"),
    db
      .select({ roomId: sessionRooms.roomId, sessionIds: sql<string[]>`array_agg(${sessionRooms.sessionId})` })
      .from(sessionRooms)
      .where(inArray(sessionRooms.sessionId, db.select({ id: sessions.id }).from(sessions).where(which)))
      .groupBy(sessionRooms.roomId),
    db.delete(sessions).where(which).returning({ id: sessions.id, userId: sessions.userId }),
  ]);
  return { rooms, sessions: ended };
}
