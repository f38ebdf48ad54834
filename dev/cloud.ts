import { join, resolve } from "node:path";
import { migrateDatabase } from "@/db/migrate/migrate";
import type { Closing, CloudOptions } from "./cloud-options";
import { type Endpoints, LOCAL_ACCESS_KEY, LOCAL_BUCKET, openEndpoints } from "./endpoints";
import type { Postgres } from "./postgres/postgres";
import type { Service } from "./process/child";
import { freePort } from "./process/free-port";
import type { RedisBackend } from "./redis/redis-backend";
import { bundleWorker } from "./rooms/bundle-worker";
import { startRooms } from "./rooms/rooms";
import type { RoomsHost, RoomsHostKind } from "./rooms/rooms-options";
import { type LocalSecrets, secretsOf } from "./secrets";
import { buildWeb, web } from "./web";

/** A part that tests stop and start; its data stays. */
export interface Part {
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface Cloud {
  /** The variables of web side and rooms, for a process or a test that takes the place of one of them. */
  env: Record<string, string>;
  urls: { web: string; rooms: string; neon: string; upstash: string; storage: string };
  kinds: { postgres: Postgres["kind"]; redis: RedisBackend["kind"] };
  /** While it is stopped, its endpoint refuses connections. `requests`: how many requests have reached the endpoint. */
  postgres: Part & { requests(): number };
  /** `commands`: how many commands these requests had. */
  redis: Part & { requests(): number; commands(): number; flush(): Promise<void> };
  storage: Part & { requests(): number };
  rooms?: Part;
  /** Resolves with a description when a process of the cloud ends unexpectedly. */
  died: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts Postgres, Neon's endpoint, Redis, Upstash's endpoint, object storage, the tables, then rooms and web side, all on this machine.
 * One cloud per process: Neon's driver has one endpoint. If a step fails, the started parts are stopped.
 * @throws CloudError for a problem that the developer can fix
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const closing: Closing = [];
  const stop = async () => {
    for (let close = closing.pop(); close; close = closing.pop()) await close();
  };
  try {
    return { ...(await open({ ...options, dataDir: resolve(options.dataDir) }, closing)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Addresses {
  web: string;
  rooms: string;
}

async function chooseAddresses({ ports }: CloudOptions): Promise<Addresses> {
  return {
    web: `http://localhost:${ports?.web || (await freePort())}`,
    rooms: `http://localhost:${ports?.rooms || (await freePort())}`,
  };
}

const originsOf = ({ web }: Addresses) => [web, web.replace("localhost", "127.0.0.1")];

function variables(
  { neon, upstash, storage }: Endpoints,
  secrets: LocalSecrets,
  urls: Addresses,
): Record<string, string> {
  return {
    DATABASE_URL: `postgresql://sarangbang:${secrets.postgresPassword}@127.0.0.1/sarangbang`,
    NEON_FETCH_ENDPOINT: `${neon.url}/sql`,
    UPSTASH_REDIS_REST_URL: upstash.url,
    UPSTASH_REDIS_REST_TOKEN: secrets.redisToken,
    TICKET_SECRET: secrets.ticketSecret,
    SESSION_SECRET: secrets.sessionSecret,
    KEY_PREFIX: "",
    NEXT_PUBLIC_PARTYKIT_HOST: new URL(urls.rooms).host,
    ALLOWED_ORIGINS: originsOf(urls).join(","),
    S3_ENDPOINT: storage.url,
    S3_BUCKET: LOCAL_BUCKET,
    S3_ACCESS_KEY_ID: LOCAL_ACCESS_KEY,
    S3_SECRET_ACCESS_KEY: secrets.storageSecret,
  };
}

async function hostOf(kind: RoomsHostKind, { bundle, sources, dataDir }: CloudOptions): Promise<RoomsHost> {
  if (kind === "partykit") return { kind, sources };
  const folder = bundle ?? join(dataDir, "rooms-bundle");
  if (!bundle) await bundleWorker(folder);
  return { kind, bundle: folder };
}

/** Starts rooms and web side together; both respond when it returns. */
async function startServices(options: CloudOptions, urls: Addresses, env: Record<string, string>, closing: Closing) {
  const { dataDir, rooms: kind = "partykit", next = "dev", onLine } = options;
  const line = (from: "web" | "rooms") => (text: string) => onLine?.(from, text);
  const portOf = (url: string) => Number(new URL(url).port);
  const screens = { port: portOf(urls.web), variables: env, onLine: line("web") };
  if (next === "start") await buildWeb(screens);
  options.signal?.throwIfAborted();
  const host = kind && (await hostOf(kind, options));
  options.signal?.throwIfAborted();
  const ofRooms = host
    ? startRooms(host, { port: portOf(urls.rooms), dataDir, variables: env, onLine: line("rooms") })
    : undefined;
  const ofWeb = next ? web(next === "dev" ? "dev" : "start", screens) : undefined;
  const services = [ofRooms, ofWeb].filter((each): each is Service => each !== undefined);
  closing.push(() => Promise.all(services.map((each) => each.stop())));
  await Promise.all(services.map((each) => each.start()));
  return { rooms: ofRooms, died: services.map((each) => each.died) };
}

async function open(options: CloudOptions, closing: Closing): Promise<Omit<Cloud, "stop">> {
  const secrets = secretsOf(options.dataDir);
  const urls = await chooseAddresses(options);
  const origins = options.env?.ALLOWED_ORIGINS?.split(",") ?? originsOf(urls);
  const endpoints = await openEndpoints(options, secrets, origins, closing);
  const { postgres, neon, redis, upstash, storage } = endpoints;
  const env = { ...variables(endpoints, secrets, urls), ...options.env };
  await migrateDatabase({ DATABASE_URL: `${env.DATABASE_URL}`, NEON_FETCH_ENDPOINT: env.NEON_FETCH_ENDPOINT });
  options.signal?.throwIfAborted();
  const { rooms, died } = await startServices(options, urls, env, closing);
  return {
    env,
    urls: { ...urls, neon: neon.url, upstash: upstash.url, storage: storage.url },
    kinds: { postgres: postgres.kind, redis: redis.kind },
    postgres: neon,
    storage,
    redis: {
      requests: upstash.requests,
      commands: upstash.commands,
      stop: () => upstash.stop().then(redis.stop),
      start: () => redis.start().then(upstash.start),
      flush: async () => void (await redis.run([["FLUSHDB"]], false)),
    },
    rooms,
    died: Promise.race(died),
  };
}
