/** Ends sessions: they get no more tickets, and their sockets close within a second (D3), or once their rooms can be reached again (D8). */

import { deliver } from "@/app/_server/rooms/deliver";
import type { Database } from "@/db/client";
import { endSessionsById, endSessionsOf } from "@/db/queries/sessions";

/**
 * Ends these sessions; the caller checks whether its user may end them. Costs one database batch, one call to each room for which
 * the sessions had tickets, and one to the inbox of each user. Ending a session again repeats its calls.
 * @throws if the database is unavailable.
 */
export async function endSessions(db: Database, sessionIds: readonly string[]): Promise<void> {
  await deliver(await endSessionsById(db, sessionIds));
}

/** Like `endSessions`, for all sessions of a user except `exceptSessionId`. */
export async function endOtherSessions(db: Database, userId: string, exceptSessionId?: string): Promise<void> {
  await deliver(await endSessionsOf(db, userId, exceptSessionId));
}
