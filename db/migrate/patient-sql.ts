import { type NeonQueryFunction, neon, neonConfig } from "@neondatabase/serverless";
import type { SharedEnv } from "@/lib/server/env";

/** Plain SQL for builds, without the app's timeout: a migration, or waiting for one, may take longer. */
export function patientSql(
  env: Pick<SharedEnv, "DATABASE_URL" | "NEON_FETCH_ENDPOINT">,
): NeonQueryFunction<false, false> {
  if (env.NEON_FETCH_ENDPOINT) neonConfig.fetchEndpoint = env.NEON_FETCH_ENDPOINT;
  neonConfig.fetchFunction = undefined;
  return neon(env.DATABASE_URL);
}
