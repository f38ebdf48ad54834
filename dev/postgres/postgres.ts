import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import pg from "pg";
import { CloudError } from "@/dev/cloud-error";
import { freePort } from "@/dev/process/free-port";

export interface Postgres {
  kind: "embedded" | "server";
  url: string;
  /** Connections of the gateway: PGlite runs one session, so more would only share it. */
  maxConnections: number;
  stop(): Promise<void>;
}

/**
 * Creates the data folder under another name first: a process killed half-way would leave a folder that never opens.
 */
async function prepare(dataDir: string) {
  if (existsSync(dataDir)) return;
  const unfinished = `${dataDir}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  await (await PGlite.create({ dataDir: unfinished })).close();
  renameSync(unfinished, dataDir);
}

async function openData(dataDir: string): Promise<PGlite> {
  try {
    await prepare(dataDir);
    return await PGlite.create({ dataDir });
  } catch (error) {
    throw new CloudError(
      `the database in ${dataDir} cannot be opened (${error}); move that folder away to start with an empty one`,
    );
  }
}

/**
 * PGlite behind a socket.
 * @param dataDir the data's folder; undefined keeps the data in memory, and a dump keeps its content in memory
 * @param port 0 lets the system choose
 * @throws CloudError if the data cannot be opened or the port is taken
 */
export async function startEmbeddedPostgres(dataDir: string | Blob | undefined, port: number): Promise<Postgres> {
  const db = typeof dataDir === "string" ? await openData(dataDir) : await PGlite.create({ loadDataDir: dataDir });
  const chosen = port || (await freePort());
  // One connection for the gateway, a few for psql.
  const server = new PGLiteSocketServer({ db, port: chosen, host: "127.0.0.1", maxConnections: 5 });
  await server.start().catch(async (error) => {
    await db.close();
    throw new CloudError(`port ${chosen} cannot be opened: ${error.message}`);
  });
  const stop = async () => {
    await server.stop();
    await db.close();
  };
  return { kind: "embedded", url: `postgresql://postgres@127.0.0.1:${chosen}/postgres`, maxConnections: 1, stop };
}

/**
 * A PostgreSQL of yours; it is neither started nor stopped here.
 * @throws CloudError if it does not respond
 */
export async function externalPostgres(url: string): Promise<Postgres> {
  const client = new pg.Client(url);
  client.on("error", () => {});
  await client.connect().catch((error) => {
    throw new CloudError(`no PostgreSQL answers at LOCAL_POSTGRES_URL: ${error.message || error.code}`);
  });
  await client.end();
  return { kind: "server", url, maxConnections: 10, stop: async () => {} };
}
