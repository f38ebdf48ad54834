import { openPostgres, openRedis } from "./backends";
import type { Closing, CloudOptions } from "./cloud";
import type { Gateway } from "./http-gateway";
import { openNeonGateway } from "./neon-gateway";
import type { Postgres } from "./postgres";
import type { RedisBackend } from "./redis-backend";
import type { Secrets } from "./secrets";
import { openUpstashGateway } from "./upstash-gateway";

/** Database and cache, each behind the endpoint that its client expects. */
export interface Endpoints {
  postgres: Postgres;
  neon: Gateway;
  redis: RedisBackend;
  upstash: Gateway;
}

/** Opens both, adding to `closing` what must be closed again. */
export async function openEndpoints(options: CloudOptions, secrets: Secrets, closing: Closing): Promise<Endpoints> {
  const { ports, signal } = options;
  const postgres = await openPostgres(options);
  closing.push(() => postgres.stop());
  const expected = { user: "sarangbang", password: secrets.postgresPassword };
  const neon = await openNeonGateway(ports?.neon ?? 0, postgres, expected);
  closing.push(() => neon.close());
  signal?.throwIfAborted();
  const redis = await openRedis(options);
  closing.push(() => redis.stop());
  await redis.start();
  const upstash = await openUpstashGateway(ports?.upstash ?? 0, redis, secrets.redisToken);
  closing.push(() => upstash.close());
  signal?.throwIfAborted();
  return { postgres, neon, redis, upstash };
}
