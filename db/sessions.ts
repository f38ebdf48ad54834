import { and, eq, gt, lte, sql } from "drizzle-orm";
import type { User } from "../lib/protocol";
import type { Database } from "./client";
import { sessions, users } from "./schema";

export interface NewSession {
  id: string;
  expiresAt: Date;
}

/** The user whose session this is, or undefined once it has ended: expired, logged out, or the user gone. */
export async function sessionUser(db: Database, sessionId: string, userId: string): Promise<User | undefined> {
  const [user] = await db
    .select({ id: users.id, username: users.username })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId), gt(sessions.expiresAt, sql`now()`)));
  return user;
}

/** Begins a session, and forgets the ones of this user that have run out. */
export async function createSession(db: Database, userId: string, session: NewSession): Promise<void> {
  await db.batch([
    db.delete(sessions).where(and(eq(sessions.userId, userId), lte(sessions.expiresAt, sql`now()`))),
    db.insert(sessions).values({ ...session, userId }),
  ]);
}
