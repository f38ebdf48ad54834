/** Removes files that nobody can read: their bytes, and later their rows (docs/decisions/0025-files.md). */
import { type SQL, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { files } from "@/db/schema";
import { FILE_TOKEN_TTL_S } from "@/lib/protocol/files";
import type { ObjectStorage } from "@/lib/server/object-storage";
import { fileKey, thumbnailKey } from "@/lib/server/storage-keys";

interface Garbage {
  id: string;
  hasThumbnail: boolean;
}

export interface Removal {
  removed: number;
  /** Why the bytes of others were not removed. They are due again after RETRY. */
  failures: unknown[];
}

/**
 * An address to upload to is valid for minutes after the file was created, whatever happens to the row meanwhile. So the row stays for
 * this long, counts toward its user's limit, and the bytes are removed once more with it.
 */
const ROW_STAYS = sql`interval '1 day'`;
/** Others come first meanwhile, and no second sweep removes the same files. */
const RETRY = sql`interval '1 hour'`;

/**
 * Marks up to `max` pieces of garbage as deleted, and returns them, the longest due first: files of deleted messages and rooms, cancelled
 * ones, uploads that were not completed within a day, and files without a message a day after their token has expired. Files that are
 * just being completed, sent or removed are skipped.
 */
async function claimGarbage(db: Database, max: number): Promise<Garbage[]> {
  const due = (kind: SQL, order: SQL) => sql`
    select * from (select id from ${files} where ${kind} order by ${order} limit ${max}::int for update skip locked) due`;
  const kinds = [
    due(
      sql`deleted_at is not null and coalesce(removal_at, deleted_at) <= now()`,
      sql`coalesce(removal_at, deleted_at)`,
    ),
    due(sql`room_id is null and deleted_at is null`, sql`id`),
    due(
      sql`seq is null and completed_at is null and deleted_at is null and created_at < now() - interval '1 day'`,
      sql`created_at`,
    ),
    due(
      sql`seq is null and deleted_at is null
        and created_at < now() - make_interval(secs => ${FILE_TOKEN_TTL_S}::int) - interval '1 day'`,
      sql`created_at`,
    ),
  ];
  const { rows } = await db.execute<{ id: string; has_thumbnail: boolean }>(sql`
    with garbage as materialized (${sql.join(kinds, sql` union all `)})
    update ${files} set deleted_at = coalesce(deleted_at, now()), removal_at = now() + ${RETRY}
    where id in (select id from garbage limit ${max}::int)
    returning id, thumbnail_size is not null as has_thumbnail`);
  return rows.map(({ id, has_thumbnail }) => ({ id, hasThumbnail: has_thumbnail }));
}

/** Removes the bytes of files that are marked as deleted, and the rows that are old enough. */
export async function removeFiles(
  db: Database,
  storage: ObjectStorage,
  prefix: string,
  garbage: readonly Garbage[],
): Promise<Removal> {
  const outcomes = await Promise.allSettled(
    garbage.map(async ({ id, hasThumbnail }) => {
      await storage.remove(fileKey(prefix, id));
      if (hasThumbnail) await storage.remove(thumbnailKey(prefix, id));
      return id;
    }),
  );
  const removed = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  if (removed.length > 0) await removeRows(db, removed);
  return { removed: removed.length, failures };
}

async function removeRows(db: Database, ids: readonly string[]): Promise<void> {
  const list = sql`(${sql.join(
    ids.map((id) => sql`${id}::uuid`),
    sql`, `,
  )})`;
  await db.batch([
    db.delete(files).where(sql`id in ${list} and created_at < now() - ${ROW_STAYS}`),
    db
      .update(files)
      .set({ removalAt: sql`created_at + ${ROW_STAYS}` })
      .where(sql`id in ${list}`),
  ]);
}

/** Removes up to `max` pieces of garbage. */
export async function removeGarbage(
  db: Database,
  storage: ObjectStorage,
  prefix: string,
  max: number,
): Promise<Removal> {
  return removeFiles(db, storage, prefix, await claimGarbage(db, max));
}
