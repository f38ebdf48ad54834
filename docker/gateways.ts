/** Neon's and Upstash's HTTP endpoints in front of the containers' own Postgres and Redis. */
import * as z from "zod";
import { openNeonGateway } from "@/dev/postgres/neon-gateway";
import { externalRedis } from "@/dev/redis/redis-server";
import { openUpstashGateway } from "@/dev/redis/upstash-gateway";

const EVERYWHERE = "0.0.0.0";
const NEON_PORT = 5481;
const UPSTASH_PORT = 6481;
const MAX_CONNECTIONS = 10;
const RETRY_AFTER_MS = 1_000;

const environment = z.object({
  /** The Postgres behind the gateway; callers must send the same user and password. */
  POSTGRES_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  REDIS_URL: z.url({ protocol: /^redis$/ }),
  UPSTASH_REDIS_REST_TOKEN: z.string().min(32),
});

const { POSTGRES_URL, REDIS_URL, UPSTASH_REDIS_REST_TOKEN } = environment.parse(process.env);
const { username, password } = new URL(POSTGRES_URL);
const expected = { user: decodeURIComponent(username), password: decodeURIComponent(password) };
if (!expected.password) throw new Error("POSTGRES_URL has no password: callers would need none");

const redis = externalRedis(REDIS_URL);
const postgres = { kind: "server", url: POSTGRES_URL, maxConnections: MAX_CONNECTIONS } as const;
const gateways = await Promise.all([
  openNeonGateway(NEON_PORT, postgres, expected, EVERYWHERE),
  openUpstashGateway(UPSTASH_PORT, redis, UPSTASH_REDIS_REST_TOKEN, EVERYWHERE),
]);

/** Connects to Redis without failing: if Redis is unavailable at startup, the database's endpoint must still work. */
async function reachRedis(): Promise<void> {
  await redis.start().catch(() => setTimeout(reachRedis, RETRY_AFTER_MS));
}

async function stop() {
  await Promise.all(gateways.map((gateway) => gateway.close()));
  process.exit(0);
}

for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, stop);
await reachRedis();
console.log(`Endpoints of Postgres on ${NEON_PORT}, of Redis on ${UPSTASH_PORT}.`);
