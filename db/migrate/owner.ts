/**
 * Records in the database which deployment it belongs to, so that a preview never opens production's database, however
 * its variables are set.
 */
import type { SharedEnv } from "@/lib/server/env";
import { TAKE_LOCK } from "./apply-migrations";
import { patientSql } from "./patient-sql";

const MARK = "drizzle.deployment";

/**
 * Marks a database permanently as that of the deployment `name`.
 * @returns the id in the mark. A copied database branch has the same mark and id.
 * @throws Error if the database belongs to another deployment.
 */
export async function claimDatabase(
  env: Pick<SharedEnv, "DATABASE_URL" | "NEON_FETCH_ENDPOINT">,
  name: string,
): Promise<string> {
  const sql = patientSql(env);
  const texts = [
    ...TAKE_LOCK,
    "create schema if not exists drizzle",
    `create table if not exists ${MARK} (one boolean primary key default true check (one), owner text not null)`,
    // The marks of earlier releases have no id.
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
