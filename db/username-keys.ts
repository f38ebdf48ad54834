/** Keys of usernames. A file of its own, since db/migrate/ must need few packages. */
import { asc, eq } from "drizzle-orm";
import { mentionKey } from "@/lib/events/mentions";
import { usernameKey } from "@/lib/server/names/username-key";
import { groupBy } from "@/lib/shared/group-by";
import { searchKey } from "@/lib/text/name-search";
import type { Database } from "./client";
import { users } from "./schema";

/** Keys stored with a name, to find it in mentions and by its parts. */
export function keysOf(username: string): { mentionKey: string; searchKey: string } {
  return { mentionKey: mentionKey(username), searchKey: searchKey(username) };
}

export interface Rekeyed {
  changed: number;
  /**
   * Names that are the same under the new rule: first the user who keeps the name, then the users who cannot sign in
   * until they are renamed.
   */
  collisions: string[][];
}

const COLUMNS = {
  id: users.id,
  username: users.username,
  usernameKey: users.usernameKey,
  mentionKey: users.mentionKey,
  searchKey: users.searchKey,
};

async function updateKeys(db: Database, row: Pick<typeof users.$inferSelect, keyof typeof COLUMNS>): Promise<void> {
  const keys = keysOf(row.username);
  if (row.mentionKey === keys.mentionKey && row.searchKey === keys.searchKey) return;
  await db.update(users).set(keys).where(eq(users.id, row.id));
}

/**
 * Recomputes every username's key after its rule has changed. Safe to repeat and to interrupt.
 * Computed from the old key, which outlives a deleted account's name. A user who already has the new key keeps it, else the oldest
 * account gets it.
 */
export async function rekeyUsernames(db: Database): Promise<Rekeyed> {
  const rows = await db.select(COLUMNS).from(users).orderBy(asc(users.createdAt), asc(users.id));
  for (const row of rows) await updateKeys(db, row);
  const rekeyed: Rekeyed = { changed: 0, collisions: [] };
  for (const [key, group] of groupBy(rows, (row) => usernameKey(row.usernameKey))) {
    const holder = group.find((row) => row.usernameKey === key);
    const [oldest] = group;
    if (!holder && oldest) {
      await db.update(users).set({ usernameKey: key }).where(eq(users.id, oldest.id));
      rekeyed.changed++;
    }
    const first = holder ?? oldest;
    const others = group.filter((row) => row !== first);
    if (first && others.length > 0) rekeyed.collisions.push([first, ...others].map(({ username }) => username));
  }
  return rekeyed;
}
