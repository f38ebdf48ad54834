/** Migrations, each in one transaction with the note that it was done, and one at a time however many builds try. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NeonDbError, type NeonQueryFunction } from "@neondatabase/serverless";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { z } from "zod";

type Sql = NeonQueryFunction<false, false>;

interface Migration {
  name: string;
  when: number;
  hash: string;
  statements: string[];
  /** Some of its statements cannot run in a transaction (CREATE INDEX CONCURRENTLY); all of them bear repeating. */
  apart: boolean;
}

/** Drizzle's own table, so that its tools go on understanding the database. */
const DONE = "drizzle.__drizzle_migrations";
const APART = /^-- apart\b/;
/** Ends with the transaction, and so with its builder: nothing is left to expire. Any number will do, if it is always the same. */
const TURN = "select pg_advisory_xact_lock(7216842)";
/** For its turn a build may wait long. For a table not: whoever comes to use it queues up behind the one who waits. */
const WAIT_FOR_TURN = "set local lock_timeout = '120s'";
/** The first statements of a transaction of which there may be one at a time. */
export const TAKE_TURN = [WAIT_FOR_TURN, TURN];
const WAIT_FOR_TABLE = "set local lock_timeout = '5s'";
const TRIES = 5;
const UNIQUE_VIOLATION = "23505";
const LOCK_NOT_AVAILABLE = "55P03";

const journal = z.object({ entries: z.array(z.object({ tag: z.string() })) });

/** The folder's migrations, oldest first. */
function read(folder: string): Migration[] {
  const { entries } = journal.parse(JSON.parse(readFileSync(join(folder, "meta/_journal.json"), "utf8")));
  return readMigrationFiles({ migrationsFolder: folder }).map(({ sql, hash, folderMillis }, i) => ({
    name: entries[i]?.tag ?? hash,
    when: folderMillis,
    hash,
    statements: sql,
    apart: APART.test(sql[0] ?? ""),
  }));
}

/**
 * Brings a database up to the newest migration in `folder`. Two at once take turns; the second finds the work done.
 * @returns the names of those that it applied.
 * @throws Error naming the migration, with the database's error as its cause. What came before it stays applied.
 */
export async function applyMigrations(sql: Sql, folder: string): Promise<string[]> {
  await persist(() => sql.transaction([...TAKE_TURN, ...TABLE].map((text) => sql.query(text))));
  const applied: string[] = [];
  const done = await whatIsDone(sql);
  for (const migration of read(folder).filter(({ when }) => !done.has(when))) {
    const mine = await apply(sql, migration).catch((cause) => {
      throw new Error(`migration ${migration.name} was not applied`, { cause });
    });
    if (mine) applied.push(migration.name);
  }
  return applied;
}

const TABLE = [
  "create schema if not exists drizzle",
  `create table if not exists ${DONE} (id serial primary key, hash text not null, created_at bigint)`,
  // What makes the second of two builds fail, whole, where the first has been.
  `create unique index if not exists __drizzle_migrations_once on ${DONE} (created_at)`,
];

/** All of them, not the newest: two branches' migrations may come to be merged in another order than they were made. */
async function whatIsDone(sql: Sql): Promise<Set<number>> {
  const rows = await sql.query(`select created_at from ${DONE}`);
  return new Set(rows.map((row) => Number(row.created_at)));
}

/** @returns false where another build has applied it meanwhile. */
async function apply(sql: Sql, { statements, apart, when, hash }: Migration): Promise<boolean> {
  if (apart) for (const statement of statements) await persist(() => sql.query(statement));
  const note = sql.query(`insert into ${DONE} (hash, created_at) values ($1, $2)`, [hash, when]);
  const inside = apart ? [] : statements;
  const queries = (texts: string[]) => texts.map((text) => sql.query(text));
  const whole = () => sql.transaction([...queries(TAKE_TURN), note, ...queries([WAIT_FOR_TABLE, ...inside])]);
  return persist(whole).then(
    () => true,
    (error) => {
      if (isNoted(error)) return false;
      throw error;
    },
  );
}

const isNoted = (error: unknown) =>
  error instanceof NeonDbError && error.code === UNIQUE_VIOLATION && error.constraint === "__drizzle_migrations_once";

/** Tries again where a table was in use: what was waiting behind us has gone by then. */
async function persist<T>(work: () => PromiseLike<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await work();
    } catch (error) {
      const inUse = error instanceof NeonDbError && error.code === LOCK_NOT_AVAILABLE;
      if (!inUse || tried === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, tried * 1_000));
    }
  }
}
