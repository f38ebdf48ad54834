import { fileURLToPath } from "node:url";
import { neon, neonConfig } from "@neondatabase/serverless";
import { drizzle } from "drizzle-orm/neon-http";
import { migrate } from "drizzle-orm/neon-http/migrator";
import { z } from "zod";
import type { SharedEnv } from "../lib/env";

const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url));

/**
 * Brings the database up to the newest committed migration; what is applied already is left alone.
 * @throws with the failing statement as its message and the database's error as its cause.
 */
export async function migrateDatabase(env: Pick<SharedEnv, "DATABASE_URL" | "NEON_FETCH_ENDPOINT">): Promise<void> {
  if (env.NEON_FETCH_ENDPOINT) neonConfig.fetchEndpoint = env.NEON_FETCH_ENDPOINT;
  await migrate(drizzle(neon(env.DATABASE_URL)), { migrationsFolder });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const env = z.object({ DATABASE_URL: z.string().min(1), NEON_FETCH_ENDPOINT: z.url().optional() });
  await migrateDatabase(env.parse(process.env));
  console.log("The database is up to date.");
}
