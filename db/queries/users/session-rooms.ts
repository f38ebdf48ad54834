/** Ending sessions. Each is one batch, which also stores the commands that close their sockets (D8) and returns them. */
import { and, eq, inArray, isNull, lte, ne, or, type SQL, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { callsIn, hasPendingClose, type PendingCall, storeSessionCloses } from "@/db/queries/messages/pending-calls";
import { sessions } from "@/db/schema";
import type { NewSession } from "./sessions";

/** How long rows of ended sessions are kept at least: ending one again must find the rooms of its sockets. */
const KEPT = sql`interval '1 day'`;
const isRecent = or(isNull(sessions.endedAt), sql`${sessions.endedAt} > now() - ${KEPT}`);

/** Ends these sessions. For already ended ones the commands are stored again. */
export async function endSessionsById(db: Database, sessionIds: readonly string[]): Promise<PendingCall[]> {
  if (sessionIds.length === 0) return [];
  const [, stored] = await db.batch(ending(db, inArray(sessions.id, [...sessionIds])));
  return callsIn(stored);
}

/** Ends a user's sessions, except one if it is named. */
export async function endSessionsOf(db: Database, userId: string, exceptId?: string): Promise<PendingCall[]> {
  const others = exceptId === undefined ? undefined : ne(sessions.id, exceptId);
  const [, stored] = await db.batch(ending(db, and(eq(sessions.userId, userId), others, isRecent)));
  return callsIn(stored);
}

/** The most live sessions of one user: lists of them, and the calls that end them, are bounded (D7). */
export const SESSIONS_MAX = 100;

/** Begins a session; ends those that have expired, and those used longest ago if the user has too many. */
export async function createSession(db: Database, userId: string, session: NewSession): Promise<PendingCall[]> {
  const excess = sql`${sessions.id} in (select old.id from ${sessions} old
    where old.user_id = ${userId}::uuid and old.ended_at is null
    order by old.last_seen_at desc, old.id desc offset ${SESSIONS_MAX - 1}::int)`;
  const isOver = and(
    eq(sessions.userId, userId),
    isNull(sessions.endedAt),
    or(lte(sessions.expiresAt, sql`now()`), excess),
  );
  const [, stored] = await db.batch([
    ...ending(db, isOver),
    forgetting(db, userId),
    db.insert(sessions).values({ ...session, userId }),
  ]);
  return callsIn(stored);
}

/** Deletes a user's sessions that expired long ago and whose sockets are known to be closed. */
export async function forgetSessions(db: Database, userId: string): Promise<void> {
  await forgetting(db, userId);
}

function forgetting(db: Database, userId: string) {
  const isOver = sql`${sessions.expiresAt} < now() - ${KEPT} and ended_at is not null and not ${hasPendingClose()}`;
  return db.delete(sessions).where(and(eq(sessions.userId, userId), isOver));
}

/**
 * The rows are locked before their rooms are read: a ticket that is being made has recorded its room by then, or waits and finds the
 * session ended (`admit` and `look` lock the session too).
 */
function ending(db: Database, which: SQL | undefined) {
  return [
    db.select({ id: sessions.id }).from(sessions).where(which).for("update"),
    storeSessionCloses(db, which),
    db
      .update(sessions)
      // A second ago, so that it is also in the past of transactions that began before this one.
      .set({
        expiresAt: sql`least(${sessions.expiresAt}, now() - interval '1 second')`,
        endedAt: sql`coalesce(${sessions.endedAt}, now())`,
      })
      .where(which),
  ] as const;
}
