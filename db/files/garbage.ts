/** Removes files that nobody can read: first their bytes, then their rows (docs/decisions/0025-files.md). */
import { inArray, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { files } from "@/db/schema";
import { FILE_TOKEN_TTL_S } from "@/lib/protocol/files";
import type { ObjectStorage } from "@/lib/server/object-storage";
import { fileKey, thumbnailKey } from "@/lib/server/storage-keys";

interface Garbage {
  id: string;
  hasThumbnail: boolean;
}

/**
 * Marks up to `max` pieces of garbage as deleted, and returns them: files of deleted messages and rooms, cancelled ones, uploads that were
 * not completed within a day, and files without a message a day after their token has expired.
 */
async function claimGarbage(db: Database, max: number): Promise<Garbage[]> {
  const kinds = [
    sql`deleted_at is not null`,
    sql`room_id is null`,
    sql`seq is null and completed_at is null and created_at < now() - interval '1 day'`,
    sql`seq is null and created_at < now() - make_interval(secs => ${FILE_TOKEN_TTL_S}::int) - interval '1 day'`,
  ].map((kind) => sql`(select id from ${files} where ${kind} limit ${max}::int)`);
  const { rows } = await db.execute<{ id: string; has_thumbnail: boolean }>(sql`
    update ${files} set deleted_at = coalesce(deleted_at, now())
    where id in (select id from (${sql.join(kinds, sql` union all `)}) garbage limit ${max}::int)
    returning id, thumbnail_size is not null as has_thumbnail`);
  return rows.map(({ id, has_thumbnail }) => ({ id, hasThumbnail: has_thumbnail }));
}

/** Removes the bytes, then the rows, of files that are marked as deleted. @throws StorageFailure: the rows stay */
export async function removeFiles(
  db: Database,
  storage: ObjectStorage,
  prefix: string,
  garbage: readonly Garbage[],
): Promise<void> {
  if (garbage.length === 0) return;
  const keys = garbage.flatMap(({ id, hasThumbnail }) => [
    fileKey(prefix, id),
    ...(hasThumbnail ? [thumbnailKey(prefix, id)] : []),
  ]);
  await Promise.all(keys.map((key) => storage.remove(key)));
  const ids = garbage.map(({ id }) => id);
  await db.delete(files).where(inArray(files.id, ids));
}

/** Removes up to `max` pieces of garbage. Returns how many. @throws StorageFailure */
export async function removeGarbage(
  db: Database,
  storage: ObjectStorage,
  prefix: string,
  max: number,
): Promise<number> {
  const garbage = await claimGarbage(db, max);
  await removeFiles(db, storage, prefix, garbage);
  return garbage.length;
}
