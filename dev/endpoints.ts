import { join } from "node:path";
import type { Closing, CloudOptions } from "./cloud-options";
import type { Gateway } from "./http-gateway";
import { openPostgres, openRedisBackend } from "./postgres/backends";
import { openNeonGateway } from "./postgres/neon-gateway";
import type { Postgres } from "./postgres/postgres";
import type { RedisBackend } from "./redis/redis-backend";
import { openUpstashGateway, type UpstashGateway } from "./redis/upstash-gateway";
import type { LocalSecrets } from "./secrets";
import { openS3Endpoint } from "./storage/s3-endpoint";

export const LOCAL_BUCKET = "files";
export const LOCAL_ACCESS_KEY = "local";

/** Postgres, Redis and object storage, each behind the endpoint that its client expects. */
export interface Endpoints {
  postgres: Postgres;
  neon: Gateway;
  redis: RedisBackend;
  upstash: UpstashGateway;
  storage: Gateway;
}

/** Opens all of them, adding their cleanup to `closing`. */
export async function openEndpoints(
  options: CloudOptions,
  secrets: LocalSecrets,
  origins: readonly string[],
  closing: Closing,
): Promise<Endpoints> {
  const { ports, signal, dataDir } = options;
  const postgres = await openPostgres(options);
  closing.push(() => postgres.stop());
  const expected = { user: "sarangbang", password: secrets.postgresPassword };
  const neon = await openNeonGateway(ports?.neon ?? 0, postgres, expected);
  closing.push(() => neon.close());
  signal?.throwIfAborted();
  const redis = await openRedisBackend(options);
  closing.push(() => redis.stop());
  await redis.start();
  const upstash = await openUpstashGateway(ports?.upstash ?? 0, redis, secrets.redisToken);
  closing.push(() => upstash.close());
  const credentials = { accessKeyId: LOCAL_ACCESS_KEY, secretAccessKey: secrets.storageSecret, region: "auto" };
  const files = { folder: join(dataDir, "files"), bucket: LOCAL_BUCKET, credentials, origins };
  const storage = await openS3Endpoint({ port: ports?.storage ?? 0, ...files });
  closing.push(() => storage.close());
  signal?.throwIfAborted();
  return { postgres, neon, redis, upstash, storage };
}
