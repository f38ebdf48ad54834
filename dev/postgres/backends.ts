import { join } from "node:path";
import type { CloudOptions } from "@/dev/cloud-options";
import { findProgram } from "@/dev/process/find-program";
import { freePort } from "@/dev/process/free-port";
import type { RedisBackend } from "@/dev/redis/redis-backend";
import { embeddedRedis } from "@/dev/redis/redis-embedded";
import { externalRedis, spawnedRedis } from "@/dev/redis/redis-server";
import { externalPostgres, type Postgres, startEmbeddedPostgres } from "./postgres";

/** The PostgreSQL of a cloud: the requested one, else yours (LOCAL_POSTGRES_URL), else PGlite. */
export function openPostgres({ postgres, dataDir, ports }: CloudOptions): Promise<Postgres> {
  const choice = postgres ?? (process.env.LOCAL_POSTGRES_URL || "embedded");
  if (choice instanceof Blob) return startEmbeddedPostgres(choice, ports?.postgres ?? 0);
  if (choice === "memory") return startEmbeddedPostgres(undefined, ports?.postgres ?? 0);
  if (choice === "embedded") return startEmbeddedPostgres(join(dataDir, "postgres"), ports?.postgres ?? 0);
  return externalPostgres(choice);
}

/**
 * The Redis that a cloud would use: the requested one, else yours (LOCAL_REDIS_URL), else an installed one, else a
 * mock.
 */
export function choiceOfRedis(asked: CloudOptions["redis"]): "embedded" | { url: string } | { program: string } {
  const choice = asked ?? process.env.LOCAL_REDIS_URL;
  if (choice === "embedded") return "embedded";
  if (choice) return { url: choice };
  const program = findProgram("redis-server", "valkey-server");
  return program ? { program } : "embedded";
}

/** The Redis of a cloud, not yet started. */
export async function openRedisBackend({ redis, dataDir, ports }: CloudOptions): Promise<RedisBackend> {
  const choice = choiceOfRedis(redis);
  if (choice === "embedded") return embeddedRedis();
  if ("url" in choice) return externalRedis(choice.url);
  return spawnedRedis(choice.program, join(dataDir, "redis"), ports?.redis || (await freePort()));
}
