/** Which deployment a database belongs to, written in the database: so that a preview never opens production's, however its variables were set. */
import type { SharedEnv } from "@/lib/server/env";
import { TAKE_TURN } from "./apply-migrations";
import { patientSql } from "./patient-sql";

const MARK = "drizzle.deployment";

/**
 * Marks a database as `name`'s, for good. A branch of it, made with its data, has the mark too.
 * @returns the database's own id, made with the mark; a copy has the same.
 * @throws Error where the database is another deployment's.
 */
export async function claimDatabase(
  env: Pick<SharedEnv, "DATABASE_URL" | "NEON_FETCH_ENDPOINT">,
  name: string,
): Promise<string> {
  const sql = patientSql(env);
  const texts = [
    ...TAKE_TURN,
    "create schema if not exists drizzle",
    `create table if not exists ${MARK} (one boolean primary key default true check (one), owner text not null)`,
    // Databases that were marked before marks had an id.
    `alter table ${MARK} add column if not exists id uuid not null default gen_random_uuid()`,
  ];
  const results = await sql.transaction([
    ...texts.map((text) => sql.query(text)),
    sql.query(`insert into ${MARK} (owner) values ($1) on conflict do nothing`, [name]),
    sql.query(`select owner, id from ${MARK}`),
  ]);
  const mark = results.at(-1)?.[0];
  if (mark?.owner !== name) throw new Error(`this database is marked as that of ${mark?.owner}, not of ${name}`);
  return `${mark.id}`;
}
