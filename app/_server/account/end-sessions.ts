/** Ends sessions: they get no more tickets, and their sockets close within a second (D3), or once their rooms can be reached again (D8). */

import { deliver } from "@/app/_server/rooms/deliver";
import type { Database } from "@/db/client";
import { endSessionsById, endSessionsOf } from "@/db/queries/sessions";

/**
 * Ends these sessions; the caller has checked that they may be ended. Costs one database batch, one call to each room for which
 * the sessions had tickets, and one to each owner's inbox. Ending a session again repeats its calls.
 * @throws if the database is unavailable.
 */
export async function endSessions(db: Database, sessionIds: readonly string[]): Promise<void> {
  await deliver(await endSessionsById(db, sessionIds));
}

/** Ends all sessions of a user, except one if it is named. Otherwise like `endSessions`. */
export async function endOtherSessions(db: Database, userId: string, exceptSessionId?: string): Promise<void> {
  await deliver(await endSessionsOf(db, userId, exceptSessionId));
}
