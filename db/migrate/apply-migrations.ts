/** Applies migrations, each in one transaction with its record. Concurrent builds take turns. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NeonDbError, type NeonQueryFunction } from "@neondatabase/serverless";
import { readMigrationFiles } from "drizzle-orm/migrator";
import * as z from "zod";

type Sql = NeonQueryFunction<false, false>;

interface Migration {
  name: string;
  when: number;
  hash: string;
  statements: string[];
  /** Runs outside a transaction, as CREATE INDEX CONCURRENTLY must. All its statements are safe to repeat. */
  outsideTransaction: boolean;
}

/** Drizzle's own table, so that its tools keep working on the database. */
const MIGRATIONS_TABLE = "drizzle.__drizzle_migrations";
const OUTSIDE_TRANSACTION = /^-- apart\b/;
/** The lock ends with its transaction, even if the build crashes. The number is arbitrary, but must not change. */
const LOCK = "select pg_advisory_xact_lock(7216842)";
/** A build may wait long for its turn, but not for a table: later queries on the table queue behind a waiting build. */
const WAIT_FOR_LOCK = "set local lock_timeout = '120s'";
/** The first statements of a transaction that only one build may run at a time. */
export const TAKE_LOCK = [WAIT_FOR_LOCK, LOCK];
const WAIT_FOR_TABLE = "set local lock_timeout = '5s'";
const TRIES = 5;
const UNIQUE_VIOLATION = "23505";
const LOCK_NOT_AVAILABLE = "55P03";

const journal = z.object({ entries: z.array(z.object({ tag: z.string() })) });

/** Reads the folder's migrations, oldest first. */
function read(folder: string): Migration[] {
  const { entries } = journal.parse(JSON.parse(readFileSync(join(folder, "meta/_journal.json"), "utf8")));
  return readMigrationFiles({ migrationsFolder: folder }).map(({ sql, hash, folderMillis }, i) => ({
    name: entries[i]?.tag ?? hash,
    when: folderMillis,
    hash,
    statements: sql,
    outsideTransaction: OUTSIDE_TRANSACTION.test(sql[0] ?? ""),
  }));
}

/**
 * Applies the migrations in `folder` that the database lacks. Concurrent calls take turns; the second one applies
 * nothing.
 * @returns the names of the migrations that it applied.
 * @throws Error naming the migration, with the database's error as its cause. Earlier migrations stay applied.
 */
export async function applyMigrations(sql: Sql, folder: string): Promise<string[]> {
  await retryWhileLocked(() => sql.transaction([...TAKE_LOCK, ...TABLE].map((text) => sql.query(text))));
  const applied: string[] = [];
  const earlier = await appliedMigrations(sql);
  for (const migration of read(folder).filter(({ when }) => !earlier.has(when))) {
    const isApplied = await apply(sql, migration).catch((cause) => {
      throw new Error(`migration ${migration.name} was not applied`, { cause });
    });
    if (isApplied) applied.push(migration.name);
  }
  return applied;
}

const TABLE = [
  "create schema if not exists drizzle",
  `create table if not exists ${MIGRATIONS_TABLE} (id serial primary key, hash text not null, created_at bigint)`,
  // Makes the second of two concurrent builds fail and roll back.
  `create unique index if not exists __drizzle_migrations_once on ${MIGRATIONS_TABLE} (created_at)`,
];

/**
 * Returns all applied migrations, not only the newest: branches may be merged in another order than their migrations
 * were made.
 */
async function appliedMigrations(sql: Sql): Promise<Set<number>> {
  const rows = await sql.query(`select created_at from ${MIGRATIONS_TABLE}`);
  return new Set(rows.map((row) => Number(row.created_at)));
}

/** @returns false if another build has applied it meanwhile. */
async function apply(sql: Sql, { statements, outsideTransaction, when, hash }: Migration): Promise<boolean> {
  if (outsideTransaction) for (const statement of statements) await retryWhileLocked(() => sql.query(statement));
  const record = sql.query(`insert into ${MIGRATIONS_TABLE} (hash, created_at) values ($1, $2)`, [hash, when]);
  const inTransaction = outsideTransaction ? [] : statements;
  const queries = (texts: string[]) => texts.map((text) => sql.query(text));
  const whole = () => sql.transaction([...queries(TAKE_LOCK), record, ...queries([WAIT_FOR_TABLE, ...inTransaction])]);
  return retryWhileLocked(whole).then(
    () => true,
    (error) => {
      if (isAppliedElsewhere(error)) return false;
      throw error;
    },
  );
}

const isAppliedElsewhere = (error: unknown) =>
  error instanceof NeonDbError && error.code === UNIQUE_VIOLATION && error.constraint === "__drizzle_migrations_once";

/** Retries if a table was in use. Between two tries the queries that queued behind the migration can run. */
async function retryWhileLocked<T>(work: () => PromiseLike<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const inUse = error instanceof NeonDbError && error.code === LOCK_NOT_AVAILABLE;
      if (!inUse || attempt === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * 1_000));
    }
  }
}
