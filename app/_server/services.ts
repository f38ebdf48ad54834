import { openDatabase } from "@/db/client";
import { webEnv } from "@/lib/server/env";
import { openRedis } from "@/lib/server/redis/redis";
import { lazy } from "@/lib/shared/lazy";

/** The archive, opened once per process. Opening makes no request. */
export const database = lazy(() => openDatabase(webEnv()));

/** Redis, opened once per process. Opening makes no request. */
export const redis = lazy(() => openRedis(webEnv()));
