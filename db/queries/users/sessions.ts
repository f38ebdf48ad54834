import { and, eq, gt, inArray, isNull, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { isAnyCallDue } from "@/db/queries/messages/pending-calls";
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

/** Whether a user, given as a column or an id, has a session that lives: one that was used in the last 30 days and has not ended. */
export function isActive(userId: SQLWrapper): SQL<boolean> {
  return sql<boolean>`exists (select from ${sessions} lately
    where lately.user_id = ${userId} and lately.expires_at > now() and lately.ended_at is null)`;
}

/** The same, asked by itself. */
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

/** When those of these sessions that are still live expire (epoch ms), by id. */
export async function sessionExpiries(db: Database, sessionIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db
    .select({ id: sessions.id, expiresAt: sessions.expiresAt })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(inArray(sessions.id, [...sessionIds]), gt(sessions.expiresAt, sql`now()`), isNull(users.deletedAt)));
  return new Map(rows.map(({ id, expiresAt }) => [id, expiresAt.getTime()]));
}
