/** Ending sessions: no ticket from then on, and their open sockets close within a second (D3). */
import type { Database } from "../../db/client";
import { deleteSessions, deleteSessionsOf, type RoomOfSessions } from "../../db/session-rooms";
import { ORDER_IDS_MAX } from "../../lib/room-admin";
import { type RoomCall, tellRooms } from "./call-rooms";

/**
 * Ends these sessions; the caller has checked whose they are. One batch, then one call to each room that they had tickets for.
 * A room that can't be reached is logged: sockets there stay open, but can't come back. @throws when the database is away.
 */
export async function endSessions(db: Database, sessionIds: readonly string[]): Promise<void> {
  await closeSockets(await deleteSessions(db, sessionIds));
}

/** Ends all of a user's sessions, but for one where it is named. Otherwise like `endSessions`. */
export async function endOtherSessions(db: Database, userId: string, exceptSessionId?: string): Promise<void> {
  await closeSockets(await deleteSessionsOf(db, userId, exceptSessionId));
}

async function closeSockets(rooms: readonly RoomOfSessions[]): Promise<void> {
  await tellRooms(rooms.flatMap(callsFor));
}

function callsFor({ roomId, sessionIds }: RoomOfSessions): RoomCall[] {
  const parts = Array.from({ length: Math.ceil(sessionIds.length / ORDER_IDS_MAX) }, (_, i) =>
    sessionIds.slice(i * ORDER_IDS_MAX, (i + 1) * ORDER_IDS_MAX),
  );
  return parts.map((sessions) => ({ roomId, orders: [{ type: "close", sessions }] }));
}
