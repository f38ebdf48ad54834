/** The archive of rooms' logs. */
import { sql } from "drizzle-orm";
import { boolean, foreignKey, index, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import type { FileDescriptor } from "@/lib/protocol/file-descriptor";
import { NOTIFICATION_KINDS } from "@/lib/protocol/levels";
import type { SystemMessage } from "@/lib/protocol/room";
import { instant, seq } from "./columns";
import { users } from "./people";
import { members, rooms } from "./rooms";

/** Which rows of `messages` the search finds. A query must repeat this condition word for word, or Postgres does not use the indexes. */
export const FOUND = sql`searchable and kind = 'message' and notice is null and deleted_at is null`;

/**
 * The archive of a room's log: one row per event. A message's row also has its amendments applied, so that a page of history is one
 * read.
 */
export const messages = pgTable(
  "messages",
  {
    roomId: uuid("room_id").notNull(),
    seq: seq("seq").notNull(),
    authorId: uuid("author_id")
      .notNull()
      .references(() => users.id),
    clientId: uuid("client_id").notNull(),
    kind: text("kind", { enum: ["message", "edit", "delete", "reaction"] })
      .notNull()
      .default("message"),
    /** Of a message, its newest text; of an edit, its text until a later edit. Empty once the message is deleted. */
    body: text("body").notNull(),
    replyTo: seq("reply_to"),
    sentAt: instant("sent_at").notNull(),
    /** Of an edit, delete or reaction: the message it is about. */
    target: seq("target"),
    emoji: text("emoji"),
    isOn: boolean("is_on"),
    /** Of a system message: its kind and data (lib/protocol/room.ts). */
    notice: jsonb("notice").$type<SystemMessage>(),
    /** Ids of the users whom the author chose for the @names of the body, or of the edited body. */
    bound: jsonb("bound").$type<string[]>(),
    editedBound: jsonb("edited_bound").$type<string[]>(),
    /** Of a message: its files. Null if it has none, and once it is deleted. */
    files: jsonb("files").$type<FileDescriptor[]>(),
    editedBody: text("edited_body"),
    editedAt: instant("edited_at"),
    deletedAt: instant("deleted_at"),
    /** Null: from before the search, and not yet in its indexes (db/migrate/fill-search.ts). */
    searchable: boolean("searchable").default(true),
  },
  (t) => [
    primaryKey({ columns: [t.roomId, t.seq] }),
    /** The words of each message that can be found (docs/decisions/0020-search.md). `search_words` is in the migration. */
    index("messages_search")
      .using("gin", sql`search_words(${t.roomId}, ${t.authorId}, ${t.body})`)
      .with({ gin_pending_list_limit: 512 })
      .where(FOUND),
    index("messages_sent").on(t.sentAt).where(FOUND),
    unique("messages_client_id").on(t.roomId, t.authorId, t.clientId),
    index("messages_about").on(t.roomId, t.target).where(sql`target is not null`),
    /** Finds the newest edit of a message without reading all earlier ones: only the newest has text. */
    index("messages_edit_text").on(t.roomId, t.target).where(sql`kind = 'edit' and body <> ''`),
    foreignKey({ columns: [t.roomId], foreignColumns: [rooms.id] }).onDelete("cascade"),
  ],
);

/** The present reactions to each message: the outcome of the log's reaction events. */
export const reactions = pgTable(
  "reactions",
  {
    roomId: uuid("room_id").notNull(),
    /** Seq of the message. */
    seq: seq("seq").notNull(),
    emoji: text("emoji").notNull(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
  },
  (t) => [
    primaryKey({ columns: [t.roomId, t.seq, t.emoji, t.userId] }),
    foreignKey({ columns: [t.roomId, t.seq], foreignColumns: [messages.roomId, messages.seq] }).onDelete("cascade"),
  ],
);

/** Which messages mention a member, by the newest text of each. Deleted with the membership. */
export const mentions = pgTable(
  "mentions",
  {
    roomId: uuid("room_id").notNull(),
    /** Seq of the message. */
    seq: seq("seq").notNull(),
    userId: uuid("user_id").notNull(),
    /** Seq of the event that mentioned them first: the message or an edit. The mention counts as read once the member has read up to it. */
    at: seq("at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.roomId, t.seq, t.userId] }),
    index("mentions_member").on(t.roomId, t.userId, t.at),
    foreignKey({ columns: [t.roomId, t.userId], foreignColumns: [members.roomId, members.userId] }).onDelete("cascade"),
  ],
);

/**
 * The messages that concern a user (docs/decisions/0026-notification-centre.md), written with the batch of their event and deleted with
 * the membership. Whether a row is listed is decided when it is read.
 */
export const notifications = pgTable(
  "notifications",
  {
    roomId: uuid("room_id").notNull(),
    userId: uuid("user_id").notNull(),
    /** Seq of the message: one that mentions the user or replies to them, or their own message with reactions. */
    seq: seq("seq").notNull(),
    kind: text("kind", { enum: NOTIFICATION_KINDS }).notNull(),
    /** Seq of the event that notified them last: the message, an edit, or a reaction. */
    event: seq("event").notNull(),
    /** Who reacted last. Null: not a reaction. */
    actorId: uuid("actor_id"),
    /** When the archive got the event, not when it happened: what is written later is never earlier. */
    at: instant("at").notNull().defaultNow(),
    /** Whether a list has shown it. */
    seen: boolean("seen").notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.roomId, t.userId, t.seq] }),
    index("notifications_user").on(t.userId, t.at, t.roomId, t.event),
    foreignKey({ columns: [t.roomId, t.userId], foreignColumns: [members.roomId, members.userId] }).onDelete("cascade"),
  ],
);

/** How far the messages from before the search are indexed. One row, which is deleted when all of them are. */
export const searchFill = pgTable("search_fill", {
  roomId: uuid("room_id").primaryKey(),
  seq: seq("seq").notNull(),
});
