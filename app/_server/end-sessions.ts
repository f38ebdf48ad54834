/** Ending sessions: no ticket from then on, and their open sockets close within a second (D3). */
import type { Database } from "../../db/client";
import { deleteSessions, deleteSessionsOf, type Ended } from "../../db/session-rooms";
import { chunks } from "../../lib/chunks";
import { groupBy } from "../../lib/group-by";
import { ORDER_IDS_MAX } from "../../lib/room-admin";
import { tellInboxes, tellRooms } from "./call-rooms";

/**
 * Ends these sessions; the caller has checked whose they are. One batch, then one call to each room that they had tickets for,
 * and one to each owner's inbox. A room that can't be reached is logged: sockets there stay open, but can't come back. @throws when the database is away.
 */
export async function endSessions(db: Database, sessionIds: readonly string[]): Promise<void> {
  await closeSockets(await deleteSessions(db, sessionIds));
}

/** Ends all of a user's sessions, but for one where it is named. Otherwise like `endSessions`. */
export async function endOtherSessions(db: Database, userId: string, exceptSessionId?: string): Promise<void> {
  await closeSockets(await deleteSessionsOf(db, userId, exceptSessionId));
}

async function closeSockets({ rooms, sessions }: Ended): Promise<void> {
  const calls = rooms.flatMap(({ roomId, sessionIds }) =>
    closes(sessionIds).map((order) => ({ roomId, orders: [order] })),
  );
  const byOwner = groupBy(sessions, ({ userId }) => userId);
  const inboxes = [...byOwner].flatMap(([userId, ended]) =>
    closes(ended.map(({ id }) => id)).map((order) => tellInboxes([userId], order)),
  );
  await Promise.all([tellRooms(calls), ...inboxes]);
}

function closes(sessionIds: readonly string[]): Array<{ type: "close"; sessions: string[] }> {
  return chunks(sessionIds, ORDER_IDS_MAX).map((sessions) => ({ type: "close", sessions }));
}
