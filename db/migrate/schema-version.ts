import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import journal from "@/db/migrations/meta/_journal.json";

/** The migration that this code was written for. */
export const EXPECTED_SCHEMA = journal.entries.at(-1)?.tag ?? "none";

/** The newest migration that the database has: "none" without any, "newer" if this code does not know it. */
export async function schemaVersion(db: Database): Promise<string> {
  const { rows } = await db.execute(sql`select max(created_at) as newest from drizzle.__drizzle_migrations`);
  const newest = rows[0]?.newest;
  if (newest === null) return "none";
  return journal.entries.find(({ when }) => when === Number(newest))?.tag ?? "newer";
}
