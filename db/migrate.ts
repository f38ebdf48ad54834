import { fileURLToPath } from "node:url";
import { neon, neonConfig } from "@neondatabase/serverless";
import { drizzle } from "drizzle-orm/neon-http";
import { migrate } from "drizzle-orm/neon-http/migrator";
import { z } from "zod";
import type { SharedEnv } from "../lib/env";
import { openDatabase } from "./client";
import { type Rekeyed, rekeyUsernames } from "./username-keys";

const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url));

/**
 * Brings the database up to the newest committed migration and names' keys up to their newest rule; what is right
 * already is left alone.
 * @throws with the failing statement as its message and the database's error as its cause.
 */
export async function migrateDatabase(env: Pick<SharedEnv, "DATABASE_URL" | "NEON_FETCH_ENDPOINT">): Promise<Rekeyed> {
  if (env.NEON_FETCH_ENDPOINT) neonConfig.fetchEndpoint = env.NEON_FETCH_ENDPOINT;
  await migrate(drizzle(neon(env.DATABASE_URL)), { migrationsFolder });
  return rekeyUsernames(openDatabase(env));
}

const environment = z.object({
  DATABASE_URL: z.string("not set").regex(/^postgres(ql)?:\/\//, "a postgres:// URL"),
  NEON_FETCH_ENDPOINT: z.url().optional(),
});

/** What went wrong in one line: the database's own words, or the variable that is missing. */
function reason(error: unknown): string {
  if (error instanceof z.ZodError) return error.issues.map(({ path, message }) => `${path}: ${message}`).join("; ");
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.cause.message} (in ${error.message.split("\n")[0]})` : error.message;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { changed, collisions } = await migrateDatabase(environment.parse(process.env));
    console.log(`The database is up to date${changed > 0 ? `; ${changed} names have a new key` : ""}.`);
    for (const [holder, ...others] of collisions) {
      console.warn(`Too like "${holder}", who was first; cannot enter until renamed: ${others.join(", ")}`);
    }
  } catch (error) {
    console.error(`The database could not be migrated: ${reason(error)}`);
    process.exitCode = 1;
  }
}
