/** `npm run files:sweep`: removes all files that nobody can read any more (docs/decisions/0025-files.md). */
import * as z from "zod";
import { openDatabase } from "@/db/client";
import { failureLine } from "@/db/errors";
import { removeGarbage } from "@/db/files/garbage";
import { storageEnvOf } from "@/lib/server/env";
import { openStorage } from "@/lib/server/object-storage";

const USAGE =
  "npm run files:sweep, with DATABASE_URL, S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY in the environment";
const AT_ONCE = 20;
const environment = z.object({
  DATABASE_URL: z.string().min(1),
  NEON_FETCH_ENDPOINT: z.url().optional(),
  KEY_PREFIX: z.string().default(""),
});

try {
  const env = environment.safeParse(process.env);
  const settings = storageEnvOf(process.env);
  if (!env.success || !settings) throw new Error(USAGE);
  const [db, storage] = [openDatabase(env.data), openStorage(settings)];
  let removed = 0;
  for (let last = AT_ONCE; last > 0; removed += last)
    last = await removeGarbage(db, storage, env.data.KEY_PREFIX, AT_ONCE);
  console.log(`Removed: ${removed}`);
} catch (error) {
  console.error(failureLine(error));
  process.exitCode = 1;
}
