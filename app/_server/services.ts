import { openDatabase } from "@/db/client";
import { storageSettings, webEnv } from "@/lib/server/env";
import { openStorage } from "@/lib/server/object-storage";
import { openRedis } from "@/lib/server/redis/redis";
import { lazy } from "@/lib/shared/lazy";

/** The archive, opened once per process. Opening makes no request. */
export const database = lazy(() => openDatabase(webEnv()));

/** Redis, opened once per process. Opening makes no request. */
export const redis = lazy(() => openRedis(webEnv()));

/** Object storage, opened once per process; undefined: this server has none. Opening makes no request. */
export const storage = lazy(() => {
  const settings = storageSettings(webEnv());
  return settings && openStorage(settings);
});
