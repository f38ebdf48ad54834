import { fileURLToPath } from "node:url";
import * as z from "zod";
import { openDatabase } from "@/db/client";
import { type Rekeyed, rekeyUsernames } from "@/db/username-keys";
import type { SharedEnv } from "@/lib/server/env";
import { applyMigrations } from "./apply-migrations";
import { fillSearch } from "./fill-search";
import { patientSql } from "./patient-sql";

const migrationsFolder = fileURLToPath(new URL("../migrations", import.meta.url));

export interface Migrated extends Rekeyed {
  /** Names of the migrations that were missing. */
  applied: string[];
  /** False: the search does not find all old messages yet. The next call continues. */
  isSearchFilled: boolean;
}

/**
 * Applies the missing migrations, recomputes the keys of usernames if their rule has changed, and indexes messages from before the search. Safe to repeat.
 * Concurrent calls apply migrations one after the other.
 * @throws Error with the failing migration in its message and the database's error as its cause.
 */
export async function migrateDatabase(env: Pick<SharedEnv, "DATABASE_URL" | "NEON_FETCH_ENDPOINT">): Promise<Migrated> {
  const applied = await applyMigrations(patientSql(env), migrationsFolder);
  const rekeyed = await rekeyUsernames(openDatabase(env));
  return { applied, ...rekeyed, isSearchFilled: await fillSearch(patientSql(env)) };
}

const environment = z.object({
  DATABASE_URL: z.string("not set").regex(/^postgres(ql)?:\/\//, "a postgres:// URL"),
  NEON_FETCH_ENDPOINT: z.url().optional(),
});

/** The reason in one line: the database's error, or the missing variable. */
function reason(error: unknown): string {
  if (error instanceof z.ZodError) return error.issues.map(({ path, message }) => `${path}: ${message}`).join("; ");
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.cause.message} (${error.message})` : error.message;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { applied, changed, collisions, isSearchFilled } = await migrateDatabase(environment.parse(process.env));
    for (const name of applied) console.log(`Applied ${name}.`);
    console.log(`The database is up to date${changed > 0 ? `; ${changed} names have a new key` : ""}.`);
    if (!isSearchFilled) console.log("Old messages are not all searchable yet. Run this again to continue.");
    for (const [holder, ...others] of collisions) {
      console.warn(`These usernames collide with "${holder}" and cannot sign in until renamed: ${others.join(", ")}`);
    }
  } catch (error) {
    console.error(`The database could not be migrated: ${reason(error)}`);
    process.exitCode = 1;
  }
}
