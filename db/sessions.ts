import { and, eq, gt, isNull, lte, sql } from "drizzle-orm";
import type { User } from "../lib/protocol";
import type { Database } from "./client";
import { sessions, users } from "./schema";

export interface NewSession {
  id: string;
  expiresAt: Date;
  /** Families of browser and system. */
  device?: string;
}

/** The user whose session this is, or undefined once it has ended: expired, logged out, or the user gone. */
export async function sessionUser(db: Database, sessionId: string, userId: string): Promise<User | undefined> {
  const [user] = await db
    .select({ id: users.id, username: users.username })
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
  return user;
}

/** Like `sessionUser`, and the session lives on until `expiresAt`. One statement, so that it cannot revive an ended one. */
export async function renewSession(db: Database, userId: string, session: NewSession): Promise<User | undefined> {
  const [user] = await db
    .update(sessions)
    .set({ expiresAt: session.expiresAt, lastSeenAt: sql`now()` })
    .from(users)
    .where(
      and(
        eq(sessions.id, session.id),
        eq(sessions.userId, userId),
        gt(sessions.expiresAt, sql`now()`),
        eq(users.id, sessions.userId),
        isNull(users.deletedAt),
      ),
    )
    .returning({ id: users.id, username: users.username });
  return user;
}

/** Begins a session, and forgets the ones of this user that have run out. */
export async function createSession(db: Database, userId: string, session: NewSession): Promise<void> {
  await db.batch([
    db.delete(sessions).where(and(eq(sessions.userId, userId), lte(sessions.expiresAt, sql`now()`))),
    db.insert(sessions).values({ ...session, userId }),
  ]);
}
