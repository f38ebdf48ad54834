import type { Redis } from "@upstash/redis/cloudflare";
import { type Database, openDatabase } from "@/db/client";
import { webEnv } from "@/lib/server/env";
import { openRedis } from "@/lib/server/redis/redis";

let openedDatabase: Database | undefined;
let openedRedis: Redis | undefined;

/** The archive, opened once per process. Opening makes no request. */
export function database(): Database {
  openedDatabase ??= openDatabase(webEnv());
  return openedDatabase;
}

/** Redis, opened once per process. Opening makes no request. */
export function redis(): Redis {
  openedRedis ??= openRedis(webEnv());
  return openedRedis;
}
