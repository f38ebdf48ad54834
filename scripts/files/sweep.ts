/** `npm run files:sweep`: removes all files that nobody can read any more (docs/decisions/0025-files.md). */
import * as z from "zod";
import { openDatabase } from "@/db/client";
import { failureLine } from "@/db/errors";
import { removeGarbage } from "@/db/files/garbage";
import { siteStorage } from "./site-storage";

const USAGE =
  "npm run files:sweep, with DATABASE_URL, KEY_PREFIX (as the site has it; nothing if it has none), S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY in the environment";
const AT_ONCE = 20;
const environment = z.object({
  DATABASE_URL: z.string().min(1),
  NEON_FETCH_ENDPOINT: z.url().optional(),
});

try {
  const env = environment.safeParse(process.env);
  const site = siteStorage(process.env);
  if (!env.success || !site) throw new Error(USAGE);
  const db = openDatabase(env.data);
  let removed = 0;
  const failures: unknown[] = [];
  for (;;) {
    const last = await removeGarbage(db, site.storage, site.prefix, AT_ONCE);
    removed += last.removed;
    failures.push(...last.failures);
    // Nothing is left, or nothing can be removed.
    if (last.removed === 0) break;
  }
  console.log(`Removed: ${removed}`);
  if (failures.length > 0) throw Object.assign(new Error(`Not removed: ${failures.length}`), { cause: failures[0] });
} catch (error) {
  console.error(failureLine(error));
  process.exitCode = 1;
}
