/** Sessions: reading, renewing, starting and ending them. Ending is one batch, which also stores the commands that close their sockets (D8). */
import { and, desc, eq, gt, inArray, isNull, lte, ne, or, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { callsIn, hasPendingClose, isAnyCallDue, type PendingCall, storeSessionCloses } from "@/db/pending-calls";
import { sessions, users } from "@/db/schema";
import type { User } from "@/lib/protocol/room";

export interface NewSession {
  id: string;
  expiresAt: Date;
  /** Families of browser and system. */
  device?: string;
}

export interface LiveSession {
  user: User;
  expiresAt: Date;
  /** A command to a room or inbox waits to be retried (D8). */
  isAnyDue: boolean;
}

const LIVE = { id: users.id, username: users.username, expiresAt: sessions.expiresAt, isAnyDue: isAnyCallDue };

/** The session and its user, or undefined once it has ended: expired, signed out, or the user deleted. */
export async function liveSession(db: Database, sessionId: string, userId: string): Promise<LiveSession | undefined> {
  const [row] = await db
    .select(LIVE)
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        eq(sessions.id, sessionId),
        eq(sessions.userId, userId),
        gt(sessions.expiresAt, sql`now()`),
        isNull(users.deletedAt),
      ),
    );
  return row && toLive(row);
}

/** Whether a user, given as a column or an id, has a live session: used in the last 30 days and not ended. */
export function isActive(userId: SQLWrapper): SQL<boolean> {
  return sql<boolean>`exists (select from ${sessions} lately
    where lately.user_id = ${userId} and lately.expires_at > now() and lately.ended_at is null)`;
}

/** Like `isActive`, as a query of its own. */
export async function hasLiveSession(db: Database, userId: string): Promise<boolean> {
  const { rows } = await db.execute<{ active: boolean }>(sql`select ${isActive(sql`${userId}::uuid`)} as active`);
  return rows[0]?.active === true;
}

/** Like `liveSession`, and extends the session until `expiresAt`. One statement, so that it cannot revive an ended one. */
export async function renewSession(
  db: Database,
  userId: string,
  session: NewSession,
): Promise<LiveSession | undefined> {
  const [row] = await db
    .update(sessions)
    .set({ expiresAt: session.expiresAt, lastSeenAt: sql`now()` })
    .from(users)
    .where(
      and(
        eq(sessions.id, session.id),
        eq(sessions.userId, userId),
        gt(sessions.expiresAt, sql`now()`),
        isNull(sessions.endedAt),
        eq(users.id, sessions.userId),
        isNull(users.deletedAt),
      ),
    )
    .returning(LIVE);
  return row && toLive(row);
}

function toLive({ expiresAt, isAnyDue, ...user }: User & Omit<LiveSession, "user">): LiveSession {
  return { user, expiresAt, isAnyDue };
}

/** The expiry time (epoch ms) of each given session that is still live, by id. */
export async function sessionExpiries(db: Database, sessionIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db
    .select({ id: sessions.id, expiresAt: sessions.expiresAt })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(inArray(sessions.id, [...sessionIds]), gt(sessions.expiresAt, sql`now()`), isNull(users.deletedAt)));
  return new Map(rows.map(({ id, expiresAt }) => [id, expiresAt.getTime()]));
}

/** How long rows of ended sessions are kept at least: ending one again must find the rooms of its sockets. */
const KEPT = sql`interval '1 day'`;
const isRecent = or(isNull(sessions.endedAt), sql`${sessions.endedAt} > now() - ${KEPT}`);

/** Ends these sessions. For already ended ones the commands are stored again. */
export async function endSessionsById(db: Database, sessionIds: readonly string[]): Promise<PendingCall[]> {
  if (sessionIds.length === 0) return [];
  const [, stored] = await db.batch(endStatements(db, inArray(sessions.id, [...sessionIds])));
  return callsIn(stored);
}

/** Ends a user's sessions, except one if it is named. */
export async function endSessionsOf(db: Database, userId: string, exceptId?: string): Promise<PendingCall[]> {
  const others = exceptId === undefined ? undefined : ne(sessions.id, exceptId);
  const [, stored] = await db.batch(endStatements(db, and(eq(sessions.userId, userId), others, isRecent)));
  return callsIn(stored);
}

/** The most live sessions of one user: lists of them, and the calls that end them, are bounded (D7). */
export const SESSIONS_MAX = 100;

/** Starts a session. Ends the user's expired sessions and, beyond SESSIONS_MAX, the least recently used ones. */
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
    ...endStatements(db, isOver),
    deletionOfOld(db, userId),
    db.insert(sessions).values({ ...session, userId }),
  ]);
  return callsIn(stored);
}

/** Deletes a user's ended sessions that expired more than a day ago and whose sockets are known to be closed. */
export async function deleteOldSessions(db: Database, userId: string): Promise<void> {
  await deletionOfOld(db, userId);
}

function deletionOfOld(db: Database, userId: string) {
  const isOver = sql`${sessions.expiresAt} < now() - ${KEPT} and ended_at is not null and not ${hasPendingClose()}`;
  return db.delete(sessions).where(and(eq(sessions.userId, userId), isOver));
}

/**
 * Locks the rows before their rooms are read. A ticket that is being made either has recorded its room when the lock is
 * granted, or waits and finds the session ended (db/queries/access.ts locks the session too).
 */
function endStatements(db: Database, which: SQL | undefined) {
  return [
    db.select({ id: sessions.id }).from(sessions).where(which).for("update"),
    storeSessionCloses(db, which),
    db
      .update(sessions)
      // One second in the past, so that the session has expired for transactions that began earlier too.
      .set({
        expiresAt: sql`least(${sessions.expiresAt}, now() - interval '1 second')`,
        endedAt: sql`coalesce(${sessions.endedAt}, now())`,
      })
      .where(which),
  ] as const;
}

export interface DeviceRow {
  id: string;
  device: string;
  createdAt: Date;
  lastSeenAt: Date;
}

/** A user's live sessions, most recently used first. */
export function listDevices(db: Database, userId: string): Promise<DeviceRow[]> {
  const { id, device, createdAt, lastSeenAt } = sessions;
  return db
    .select({ id, device, createdAt, lastSeenAt })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, sql`now()`)))
    .orderBy(desc(lastSeenAt), desc(id));
}
