import { and, asc, count, eq, isNull, lt, or, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { violatesUnique } from "@/db/errors";
import { credentials, passkeys, users } from "@/db/schema";
import type { User } from "@/lib/protocol/room";

export type PasskeyRow = Pick<typeof passkeys.$inferSelect, "id" | "publicKey" | "counter">;

/** The most passkeys of one user: requests and responses list them all (D7). */
export const PASSKEYS_MAX = 50;

export async function passkeyIds(db: Database, userId: string): Promise<string[]> {
  return (await listPasskeys(db, userId)).map(({ id }) => id);
}

/** A user's passkeys, oldest first. */
export function listPasskeys(db: Database, userId: string) {
  const { id, label, device, createdAt, lastUsedAt } = passkeys;
  return db
    .select({ id, label, device, createdAt, lastUsedAt })
    .from(passkeys)
    .where(eq(passkeys.userId, userId))
    .orderBy(asc(createdAt), asc(id));
}

/** A passkey with its owner, unless their account is deleted. */
export async function findPasskey(db: Database, id: string): Promise<{ user: User; passkey: PasskeyRow } | undefined> {
  const [row] = await db
    .select({
      user: { id: users.id, username: users.username },
      passkey: { id: passkeys.id, publicKey: passkeys.publicKey, counter: passkeys.counter },
    })
    .from(passkeys)
    .innerJoin(users, eq(users.id, passkeys.userId))
    .where(and(eq(passkeys.id, id), isNull(users.deletedAt)));
  return row;
}

/** Records a use. False: the counter was not higher than the stored one, or the passkey is removed. A passkey without a counter stays at 0. */
export async function noteUse(db: Database, id: string, counter: number): Promise<boolean> {
  const isNew = counter === 0 ? eq(passkeys.counter, 0) : lt(passkeys.counter, counter);
  const used = await db
    .update(passkeys)
    .set({ counter, lastUsedAt: sql`now()` })
    .where(and(eq(passkeys.id, id), isNew))
    .returning({ id: passkeys.id });
  return used.length > 0;
}

/** Adds a passkey. False: it exists already, or the user has PASSKEYS_MAX. The user's row is locked, so that concurrent additions count each other. */
export async function addPasskey(
  db: Database,
  userId: string,
  { id, publicKey, counter, device }: PasskeyRow & { device: string },
): Promise<boolean> {
  try {
    const [, added] = await db.batch([
      db.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("update"),
      db.execute(sql`
        insert into ${passkeys} (id, user_id, public_key, counter, device)
        select ${id}, ${userId}::uuid, ${publicKey}, ${counter}, ${device}
        where (select count(*) from ${passkeys} own where own.user_id = ${userId}::uuid) < ${PASSKEYS_MAX}::int
        returning id`),
    ]);
    return added.rows.length > 0;
  } catch (error) {
    if (violatesUnique(error, "passkeys_pkey")) return false;
    throw error;
  }
}

/** Sets the label of a user's own passkey; null removes it. False: no such passkey of theirs. */
export async function labelPasskey(db: Database, userId: string, id: string, label: string | null): Promise<boolean> {
  const named = await db
    .update(passkeys)
    .set({ label })
    .where(and(eq(passkeys.id, id), eq(passkeys.userId, userId)))
    .returning({ id: passkeys.id });
  return named.length > 0;
}

/**
 * Removes a user's own passkey, unless it is their last credential. The user's row is locked, so that concurrent
 * removals do not count each other's passkey. "not_found" also for another user's passkey.
 */
export async function removePasskey(
  db: Database,
  userId: string,
  id: string,
): Promise<"removed" | "last" | "not_found"> {
  const own = and(eq(passkeys.id, id), eq(passkeys.userId, userId));
  const hasPassword = sql`exists (select 1 from ${credentials}
    where ${credentials.userId} = ${userId}::uuid and ${credentials.kind} = 'password')`;
  const others = db.select({ n: count() }).from(passkeys).where(eq(passkeys.userId, userId));
  const [, removed, left] = await db.batch([
    db.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("update"),
    db
      .delete(passkeys)
      .where(and(own, or(hasPassword, sql`${others} > 1`)))
      .returning({ id: passkeys.id }),
    db.select({ id: passkeys.id }).from(passkeys).where(own),
  ]);
  if (removed.length > 0) return "removed";
  return left.length > 0 ? "last" : "not_found";
}
