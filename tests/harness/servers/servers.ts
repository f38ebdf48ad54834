/**
 * Temporary real servers for tests. `TEST_BACKENDS=real` makes suites that call `testBackends` run on them; otherwise
 * those run on PGlite in memory and ioredis-mock.
 */
import { chmodSync, existsSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import type { CloudOptions } from "@/dev/cloud-options";
import { startChild, untilReady } from "@/dev/process/child";
import { findProgram } from "@/dev/process/find-program";
import { freePort } from "@/dev/process/free-port";
import { spawnedRedis } from "@/dev/redis/redis-server";
import { root } from "@/dev/root";
import { temporaryFolder } from "./shared";

type PostgresUrl = `postgres${string}`;
type RedisUrl = `redis${string}`;

export interface Throwaway<Url extends string> {
  url: Url;
  stop(): Promise<void>;
}

const SERVER_READY_WITHIN_MS = 20_000;
const isRoot = () => process.getuid?.() === 0;

/** The folder of `initdb` and `postgres`, behind a link on the PATH. */
function postgresFolder(): string | undefined {
  const initdb = findProgram("initdb");
  return initdb && findProgram("postgres") && dirname(realpathSync(initdb));
}

/** Why `startPostgres` cannot work here, or undefined if it can. */
export function postgresMissing(): string | undefined {
  if (process.env.TEST_POSTGRES_URL || postgresFolder()) return;
  return "no initdb and postgres on PATH, and TEST_POSTGRES_URL is not set";
}

/** Why `startRedis` cannot work here, or undefined if it can. */
export function redisMissing(): string | undefined {
  if (findProgram("redis-server", "valkey-server")) return;
  return "no redis-server or valkey-server on PATH";
}

/** PostgreSQL refuses to run as root, so it runs as the user that its package created. */
function asServerUser(name: string, program: string, args: string[]) {
  if (!isRoot()) return { name, command: program, args };
  return { name, command: "runuser", args: ["-u", "postgres", "--", program, ...args] };
}

/** A folder that the server's user may also write to. */
function throwawayFolder(name: string): string {
  const folder = temporaryFolder(`sarangbang-${name}-`);
  chmodSync(folder, 0o777);
  return folder;
}

async function startCluster(programs: string): Promise<Throwaway<PostgresUrl>> {
  const folder = throwawayFolder("postgres");
  const data = join(folder, "data");
  const init = ["-D", data, "-U", "sarangbang", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
  const { ok, report } = await startChild(asServerUser("initdb", join(programs, "initdb"), init)).exited;
  if (!ok) throw new Error(report);
  const port = await freePort();
  const args = ["-D", data, "-p", `${port}`, "-h", "127.0.0.1", "-k", folder, "-F"];
  // SIGINT is Postgres's fast shutdown: it does not wait for clients.
  const server = startChild({ ...asServerUser("postgres", join(programs, "postgres"), args), endsOn: "SIGINT" });
  const url: PostgresUrl = `postgresql://sarangbang@127.0.0.1:${port}/postgres`;
  await untilReady(server, () => isAnswering(url), SERVER_READY_WITHIN_MS);
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, stop };
}

async function isAnswering(url: string): Promise<boolean> {
  const client = new pg.Client(url);
  client.on("error", () => {});
  await client.connect();
  await client.end();
  return true;
}

/** A fresh database on the server of TEST_POSTGRES_URL. */
async function createDatabase(server: string): Promise<Throwaway<PostgresUrl>> {
  const name = `sarangbang_test_${process.pid}_${Date.now()}`;
  const command = async (sql: string) => {
    const client = new pg.Client(server);
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await command(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = name;
  return { url: url.href as PostgresUrl, stop: () => command(`DROP DATABASE ${name} WITH (FORCE)`) };
}

/**
 * An empty PostgreSQL database: on the server of TEST_POSTGRES_URL, else in a cluster of its own.
 * @throws if `postgresMissing` gives a reason
 */
export async function startPostgres(): Promise<Throwaway<PostgresUrl>> {
  if (process.env.TEST_POSTGRES_URL) return createDatabase(process.env.TEST_POSTGRES_URL);
  const programs = postgresFolder();
  if (!programs) throw new Error(postgresMissing());
  return startCluster(programs);
}

/** An empty Redis of its own. @throws if `redisMissing` gives a reason */
export async function startRedis(): Promise<Throwaway<RedisUrl>> {
  const program = findProgram("redis-server", "valkey-server");
  if (!program) throw new Error(redisMissing());
  const folder = temporaryFolder("sarangbang-redis-");
  const port = await freePort();
  const server = spawnedRedis(program, folder, port);
  await server.start();
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: `redis://127.0.0.1:${port}`, stop };
}

/** An empty PGlite takes seconds to make and a tenth of that to unpack: the first caller makes it for all. */
async function emptyPglite(): Promise<Blob> {
  // In the package's folder, so that another version does not use it.
  const file = join(root, "node_modules/@electric-sql/pglite/.empty.tar");
  if (!existsSync(file)) {
    const db = await PGlite.create();
    const dump = Buffer.from(await (await db.dumpDataDir("none")).arrayBuffer());
    await db.close();
    writeFileSync(`${file}.${process.pid}`, dump);
    renameSync(`${file}.${process.pid}`, file);
  }
  return new Blob([readFileSync(file)]);
}

/** Options for `startCloud`: `{ ...backends.options }`; call `stop` afterwards. */
export async function testBackends(): Promise<{
  options: Pick<CloudOptions, "postgres" | "redis">;
  stop(): Promise<void>;
}> {
  if (process.env.TEST_BACKENDS !== "real") {
    return { options: { postgres: await emptyPglite(), redis: "embedded" }, stop: async () => {} };
  }
  const postgres = await startPostgres();
  const redis = await startRedis();
  const stop = async () => {
    await redis.stop();
    await postgres.stop();
  };
  return { options: { postgres: postgres.url, redis: redis.url }, stop };
}
