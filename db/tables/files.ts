/** Uploaded files. */
import { sql } from "drizzle-orm";
import { bigint, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant, seq } from "./columns";
import { users } from "./people";
import { rooms } from "./rooms";

/**
 * Uploaded files, whose bytes are in object storage (docs/decisions/0025-files.md). A row outlives its room, its message and its
 * user's account until the bytes are removed and no upload can bring them back (db/files/garbage.ts).
 */
export const files = pgTable(
  "files",
  {
    id: uuid("id").primaryKey(),
    /** Null once the room is deleted. */
    roomId: uuid("room_id").references(() => rooms.id, { onDelete: "set null" }),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    name: text("name").notNull(),
    type: text("type").notNull(),
    /** Bytes. */
    size: bigint("size", { mode: "number" }).notNull(),
    width: integer("width"),
    height: integer("height"),
    placeholder: text("placeholder"),
    /** Bytes; null: it has no thumbnail. */
    thumbnailSize: integer("thumbnail_size"),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** When the web side found all bytes in storage. Null: not yet. */
    completedAt: instant("completed_at"),
    /** The first archived message that has the file and is not deleted; once all are deleted, one of them. */
    seq: seq("seq"),
    /** Later messages that have it too: a retry may send it twice. */
    laterSeqs: seq("later_seqs").array().notNull().default([]),
    /** When its last message was deleted, or the upload was cancelled. */
    deletedAt: instant("deleted_at"),
    /** When its bytes are to be removed next. Null: once it is deleted. */
    removalAt: instant("removal_at"),
  },
  (t) => [
    index("files_message").on(t.roomId, t.seq),
    index("files_user").on(t.userId, t.createdAt),
    /** For removing garbage. */
    index("files_unattached").on(t.createdAt).where(sql`seq is null`),
    index("files_removal").on(sql`coalesce(removal_at, deleted_at)`).where(sql`deleted_at is not null`),
    index("files_roomless").on(t.id).where(sql`room_id is null`),
  ],
);
