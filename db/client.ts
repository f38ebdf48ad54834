import { neon, neonConfig } from "@neondatabase/serverless";
import { drizzle } from "drizzle-orm/neon-http";
import type { SharedEnv } from "@/lib/server/env";
import { withDeadline } from "@/lib/shared/deadline";
import * as schema from "./schema";

/** A slower query counts as failed: a hanging database must not hang a room or a page. */
const QUERY_TIMEOUT_MS = 5_000;

/**
 * Opens the archive through Neon's HTTP driver: one request per query or `batch`, no connection to keep open. The
 * driver has no interactive transactions; use `batch`.
 */
export function openDatabase(env: Pick<SharedEnv, "DATABASE_URL" | "NEON_FETCH_ENDPOINT">) {
  if (env.NEON_FETCH_ENDPOINT) neonConfig.fetchEndpoint = env.NEON_FETCH_ENDPOINT;
  neonConfig.fetchFunction = (url: string, init: RequestInit) =>
    withDeadline(QUERY_TIMEOUT_MS, async (signal) => {
      const response = await fetch(url, { ...init, signal });
      // The body is read here, under the timeout: a body that stops half way must not hang either.
      return new Response(await response.text(), { status: response.status });
    });
  return drizzle(neon(env.DATABASE_URL), { schema });
}

export type Database = ReturnType<typeof openDatabase>;
