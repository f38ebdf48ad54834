import { externalPostgres, type Postgres, startEmbeddedPostgres } from "@/dev/postgres/postgres";
import { postgresMissing, startPostgres } from "./servers";

export interface OpenedPostgres {
  postgres: Postgres;
  stop(): Promise<void>;
}

async function openEmbedded(): Promise<OpenedPostgres> {
  const postgres = await startEmbeddedPostgres(undefined, 0);
  return { postgres, stop: postgres.stop };
}

export async function openRealPostgres(): Promise<OpenedPostgres> {
  const server = await startPostgres();
  return { postgres: await externalPostgres(server.url), stop: server.stop };
}

const missing = postgresMissing();
/**
 * The databases that the local cloud may have: its own, and a real server if there is one (`skip` has the reason if
 * not).
 */
export const POSTGRES_BACKENDS = [
  { name: "PGlite", open: openEmbedded, skip: undefined },
  { name: missing ? `PostgreSQL (skipped: ${missing})` : "PostgreSQL", open: openRealPostgres, skip: missing },
];
