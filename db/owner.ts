/** Whose a database is, written in itself: so that a preview never opens production's, however its variables were set. */
import type { SharedEnv } from "../lib/env";
import { TAKE_TURN } from "./apply-migrations";
import { patientSql } from "./patient-sql";

const MARK = "drizzle.deployment";

/**
 * Marks a database as `name`'s, for good. A branch of it, made with its data, bears the mark too.
 * @throws Error where it is another's.
 */
export async function claimDatabase(
  env: Pick<SharedEnv, "DATABASE_URL" | "NEON_FETCH_ENDPOINT">,
  name: string,
): Promise<void> {
  const sql = patientSql(env);
  const texts = [
    ...TAKE_TURN,
    "create schema if not exists drizzle",
    `create table if not exists ${MARK} (one boolean primary key default true check (one), owner text not null)`,
  ];
  const results = await sql.transaction([
    ...texts.map((text) => sql.query(text)),
    sql.query(`insert into ${MARK} (owner) values ($1) on conflict do nothing`, [name]),
    sql.query(`select owner from ${MARK}`),
  ]);
  const owner = results.at(-1)?.[0]?.owner;
  if (owner !== name) throw new Error(`this database is marked as that of ${owner}, not of ${name}`);
}
