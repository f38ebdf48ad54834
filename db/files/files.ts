/** Uploaded files (docs/decisions/0025-files.md). */
import { and, eq, gt, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { isPairBlocked } from "@/db/queries/blocks";
import { lockRoom } from "@/db/queries/membership";
import { canSee } from "@/db/queries/visibility";
import { files, members, rooms, users } from "@/db/schema";
import { FILES_DAY_MAX_BYTES, FILES_ROOM_MAX_BYTES, FILES_USER_ROOM_MAX_BYTES } from "@/lib/protocol/files";
import type { NewFile } from "@/lib/protocol/http/files";
import type { FileLimit } from "@/lib/protocol/http/problems";

export type StoredFile = typeof files.$inferSelect;

/** Who uploads, or reads, and where. */
export interface FilePlace {
  roomId: string;
  userId: string;
}

/** "not_found": no such room, or none that the user may know of (D2). "forbidden": the user may not write there. */
type NewFileOutcome =
  | { outcome: "created" | "not_found" | "forbidden" }
  | { outcome: "limit_reached"; limit: FileLimit };

/**
 * Adds a file that is to be uploaded, if its user may write in the room, and neither the user's files of 24 hours, nor theirs in the room,
 * nor the room's become too many bytes. One batch, whose locks keep concurrent ones from exceeding the limits together.
 */
export async function createFile(
  db: Database,
  id: string,
  { roomId, userId }: FilePlace,
  file: NewFile,
): Promise<NewFileOutcome> {
  const isReadOnly = sql<boolean>`(${rooms.archivedAt} is not null or ${members.request} is not null or ${isPairBlocked()})`;
  // Removed files count too, or one could upload without end.
  const ofDay = and(eq(files.userId, userId), gt(files.createdAt, sql`now() - interval '1 day'`));
  const ofRoom = and(eq(files.roomId, roomId), isNull(files.deletedAt));
  const bytes = file.size + (file.thumbnailSize ?? 0);
  const exceeds = (max: number, others: SQL | undefined) => sql`(
    select coalesce(sum(size + coalesce(thumbnail_size, 0)), 0) from ${files} where ${others}) > ${max - bytes}::bigint`;
  const [, , [access], added] = await db.batch([
    lockRoom(db, roomId),
    db.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("no key update"),
    db
      .select({ role: members.role, isReadOnly })
      .from(rooms)
      .leftJoin(members, and(eq(members.roomId, rooms.id), eq(members.userId, userId)))
      .where(and(eq(rooms.id, roomId), canSee(db, userId))),
    db.execute<{ limit: FileLimit | null }>(sql`
      with reached as materialized (
        select case
          when ${exceeds(FILES_DAY_MAX_BYTES, ofDay)} then 'day'
          when ${exceeds(FILES_USER_ROOM_MAX_BYTES, and(ofRoom, eq(files.userId, userId)))} then 'share'
          when ${exceeds(FILES_ROOM_MAX_BYTES, ofRoom)} then 'room' end as "limit"
      ), added as (
        insert into ${files} (id, room_id, user_id, name, type, size, width, height, placeholder, thumbnail_size)
        select ${id}::uuid, ${rooms.id}, ${members.userId}, ${file.name}::text, ${file.type}::text, ${file.size}::bigint,
          ${file.width ?? null}::int, ${file.height ?? null}::int, ${file.placeholder ?? null}::text,
          ${file.thumbnailSize ?? null}::int
        from ${rooms} inner join ${members} on ${and(eq(members.roomId, rooms.id), eq(members.userId, userId))}
          inner join reached on reached."limit" is null
        where ${eq(rooms.id, roomId)} and not ${isReadOnly}
      )
      select "limit" from reached`),
  ]);
  if (!access) return { outcome: "not_found" };
  if (!access.role || access.isReadOnly) return { outcome: "forbidden" };
  const limit = added.rows[0]?.limit;
  return limit ? { outcome: "limit_reached", limit } : { outcome: "created" };
}

/** A user's own file that no archived message has yet. Undefined: there is none, or the user may not know of the room (D2). */
export async function ownUpload(
  db: Database,
  id: string,
  { roomId, userId }: FilePlace,
): Promise<StoredFile | undefined> {
  const isOwn = and(eq(files.id, id), eq(files.userId, userId), eq(files.roomId, roomId));
  const [row] = await db
    .select({ file: files })
    .from(files)
    .innerJoin(rooms, eq(rooms.id, files.roomId))
    .where(and(isOwn, isNull(files.seq), isNull(files.deletedAt), canSee(db, userId)));
  return row?.file;
}

/** Notes that all bytes of a file are in storage. False: it was cancelled or removed meanwhile. */
export async function markComplete(db: Database, id: string): Promise<boolean> {
  const done = await db
    .update(files)
    .set({ completedAt: sql`coalesce(${files.completedAt}, now())` })
    .where(and(eq(files.id, id), isNull(files.deletedAt)))
    .returning({ id: files.id });
  return done.length > 0;
}

/** Notes that a file is not wanted any more, unless a message has it. False: one has. Its row stays for the day's limit. */
export async function markCancelled(db: Database, id: string): Promise<boolean> {
  const done = await db
    .update(files)
    .set({ deletedAt: sql`now()` })
    .where(and(eq(files.id, id), isNull(files.seq)))
    .returning({ id: files.id });
  return done.length > 0;
}

/** A complete file that this user may read, as the room's history: not once its message is deleted (D2, R6). One query. */
export async function readableFile(
  db: Database,
  id: string,
  { roomId, userId }: FilePlace,
): Promise<StoredFile | undefined> {
  const isThere = and(eq(files.id, id), isNotNull(files.completedAt), isNull(files.deletedAt));
  const [row] = await db
    .select({ file: files })
    .from(files)
    .innerJoin(rooms, eq(rooms.id, files.roomId))
    .where(and(isThere, eq(rooms.id, roomId), canSee(db, userId)));
  return row?.file;
}
