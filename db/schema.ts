import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { FileDescriptor } from "@/lib/protocol/file-descriptor";
import { NOTIFY_LEVELS, ROLES, VISIBILITIES } from "@/lib/protocol/levels";
import type { SystemMessage } from "@/lib/protocol/room";

/** Millisecond precision: that of the wire, which a keyset cursor must reproduce exactly. */
const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });
const seq = (name: string) => bigint(name, { mode: "number" });

export const users = pgTable(
  "users",
  {
    id: uuid("id").primaryKey(),
    username: text("username").notNull(),
    /** Equal for all spellings of a name (lib/server/names/username-key.ts). */
    usernameKey: text("username_key").notNull().unique("users_username_key"),
    /** The name's key in mentions (lib/events/mentions.ts). Null if an older release added the user, until the next migration. */
    mentionKey: text("mention_key"),
    /** The name's search key (lib/text/name-search.ts). */
    searchKey: text("search_key"),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** Whether the user sends and gets read receipts. */
    receipts: boolean("receipts").notNull().default(true),
    /** The row stays: messages need an author, and the name stays taken. */
    deletedAt: instant("deleted_at"),
  },
  (t) => [index("users_mention_key").on(t.mentionKey)],
);

export const credentials = pgTable(
  "credentials",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: ["password", "recovery"] }).notNull(),
    /** Algorithm and hash in one string; for a password its parameters and salt too. */
    secret: text("secret").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [unique("credentials_user_kind").on(t.userId, t.kind)],
);

export const passkeys = pgTable(
  "passkeys",
  {
    /** The credential id, base64url. */
    id: text("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** COSE, base64. */
    publicKey: text("public_key").notNull(),
    /** The signature counter of the last use; 0 for authenticators without one. */
    counter: bigint("counter", { mode: "number" }).notNull(),
    /** A label chosen by the owner. */
    label: text("label"),
    /** Families of browser and system that it was made on. */
    device: text("device").notNull().default(""),
    createdAt: instant("created_at").notNull().defaultNow(),
    lastUsedAt: instant("last_used_at"),
  },
  (t) => [index("passkeys_user").on(t.userId)],
);

export const sessions = pgTable(
  "sessions",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    /** Families of browser and system, no more. */
    device: text("device").notNull().default(""),
    /** Accurate to about 15 minutes: the time of the last renewal of the cookie. */
    lastSeenAt: instant("last_seen_at").notNull().defaultNow(),
    /** When it was ended, or found expired. The commands that close its sockets are stored at the same time (D8). */
    endedAt: instant("ended_at"),
  },
  (t) => [index("sessions_user").on(t.userId)],
);

export const rooms = pgTable(
  "rooms",
  {
    id: uuid("id").primaryKey(),
    name: text("name").notNull(),
    visibility: text("visibility", { enum: VISIBILITIES }).notNull().default("public"),
    createdBy: uuid("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** The newest seq in the archive. The room object may be ahead by its unarchived events. */
    headSeq: seq("head_seq").notNull().default(0),
    lastActivityAt: instant("last_activity_at").notNull().defaultNow(),
    description: text("description").notNull().default(""),
    /** When the room was archived; null: it is not archived. */
    archivedAt: instant("archived_at"),
    /** Of a direct room: the two users' ids, sorted, so that there is one per pair (db/queries/directs.ts). */
    directKey: text("direct_key").unique("rooms_direct_key"),
  },
  (t) => [index("rooms_by_activity").on(t.visibility, t.lastActivityAt.desc(), t.id.desc())],
);

export const members = pgTable(
  "members",
  {
    roomId: uuid("room_id")
      .notNull()
      .references(() => rooms.id, { onDelete: "cascade" }),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text("role", { enum: ROLES }).notNull().default("member"),
    lastReadSeq: seq("last_read_seq").notNull().default(0),
    joinedAt: instant("joined_at").notNull().defaultNow(),
    /** The messages that this member is notified of. */
    notify: text("notify", { enum: NOTIFY_LEVELS }).notNull().default("all"),
    /** The unread marker: messages from this seq on are unread until the member opens the room again. */
    unreadFrom: seq("unread_from"),
    /** Shown at the top of this member's own rooms. */
    favourite: boolean("favourite").notNull().default(false),
    /** Joined without a system message, so leaving may need none either. */
    silent: boolean("silent").notNull().default(false),
    /** Set in a direct room that a stranger opened, until this member accepts it (docs/members.md). */
    request: text("request", { enum: ["open", "declined"] }),
    /** Set in a direct room that this member has left: it is hidden until a message after this seq. */
    leftSeq: seq("left_seq"),
  },
  (t) => [
    primaryKey({ columns: [t.roomId, t.userId] }),
    index("members_user").on(t.userId),
    uniqueIndex("members_one_owner").on(t.roomId).where(sql`role = 'owner'`),
  ],
);

/** Users banned from a room. None of them is a member of it. */
export const bans = pgTable(
  "bans",
  {
    roomId: uuid("room_id")
      .notNull()
      .references(() => rooms.id, { onDelete: "cascade" }),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.roomId, t.userId] }), index("bans_user").on(t.userId)],
);

/** Blocks between users, for the whole chat (docs/members.md). */
export const blocks = pgTable(
  "blocks",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    blockedId: uuid("blocked_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.blockedId] }), index("blocks_blocked").on(t.blockedId)],
);

/** Invites to a room: a link for everybody with its token, or for one user. */
export const invites = pgTable(
  "invites",
  {
    id: uuid("id").primaryKey(),
    roomId: uuid("room_id")
      .notNull()
      .references(() => rooms.id, { onDelete: "cascade" }),
    createdBy: uuid("created_by")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** SHA-256 of a link's token, so that a reader of the database cannot join with it. */
    tokenHash: text("token_hash").unique("invites_token"),
    /** The invited user; null: a link. */
    userId: uuid("user_id").references(() => users.id, { onDelete: "cascade" }),
    /** Null: until revoked. */
    expiresAt: instant("expires_at"),
    maxUses: integer("max_uses"),
    uses: integer("uses").notNull().default(0),
  },
  (t) => [
    unique("invites_person").on(t.roomId, t.userId),
    index("invites_user").on(t.userId),
    index("invites_room").on(t.roomId),
  ],
);

/** The rooms that a session has had tickets for: its sockets may be there when it ends. */
export const sessionRooms = pgTable(
  "session_rooms",
  {
    sessionId: uuid("session_id")
      .notNull()
      .references(() => sessions.id, { onDelete: "cascade" }),
    roomId: uuid("room_id")
      .notNull()
      .references(() => rooms.id, { onDelete: "cascade" }),
  },
  (t) => [primaryKey({ columns: [t.sessionId, t.roomId] }), index("session_rooms_room").on(t.roomId)],
);

/**
 * Commands to rooms and inboxes, stored in the transaction of the change that they belong to and deleted once carried out (D8).
 * One row is one call.
 */
export const pendingCommands = pgTable(
  "pending_commands",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    target: text("target", { enum: ["room", "inbox"] }).notNull(),
    /** The room's or the user's id. No foreign key, since the command that ends a deleted room must be kept. */
    targetId: uuid("target_id").notNull(),
    orders: jsonb("orders").notNull(),
    /**
     * When the change was made. A room's membership changes under its lock, so that this can be compared with the time of
     * a ticket's authorization.
     */
    at: instant("at").notNull().default(sql`clock_timestamp()`),
    /** The earliest time of the next try. Until then the request that made the change may still deliver the command. */
    dueAt: instant("due_at").notNull().default(sql`clock_timestamp() + interval '6 seconds'`),
  },
  (t) => [index("pending_commands_target").on(t.targetId), index("pending_commands_due").on(t.dueAt)],
);

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

/**
 * Uploaded files, whose bytes are in object storage (docs/decisions/0025-files.md). A row outlives its room, its message and its
 * user's account until the bytes are removed (db/files/garbage.ts).
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
    /** The first archived message that has the file. */
    seq: seq("seq"),
    /** When that message was deleted, or the upload was cancelled. */
    deletedAt: instant("deleted_at"),
  },
  (t) => [
    index("files_message").on(t.roomId, t.seq),
    index("files_user").on(t.userId, t.createdAt),
    /** For removing garbage. */
    index("files_unattached").on(t.createdAt).where(sql`seq is null`),
    index("files_deleted").on(t.deletedAt).where(sql`deleted_at is not null`),
    index("files_roomless").on(t.id).where(sql`room_id is null`),
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

/** The pinned messages of a room (docs/decisions/0023-pins.md). Messages are deleted only with their room, so no row refers to one. */
export const pins = pgTable(
  "pins",
  {
    roomId: uuid("room_id")
      .notNull()
      .references(() => rooms.id, { onDelete: "cascade" }),
    seq: seq("seq").notNull(),
    pinnedBy: uuid("pinned_by")
      .notNull()
      .references(() => users.id),
    pinnedAt: instant("pinned_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.roomId, t.seq] })],
);

/** The messages that a user has saved for later, in any room. */
export const savedMessages = pgTable(
  "saved_messages",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    roomId: uuid("room_id")
      .notNull()
      .references(() => rooms.id, { onDelete: "cascade" }),
    seq: seq("seq").notNull(),
    savedAt: instant("saved_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.roomId, t.seq] }), index("saved_messages_room").on(t.roomId)],
);

/** How far the messages from before the search are indexed. One row, which is deleted when all of them are. */
export const searchFill = pgTable("search_fill", {
  roomId: uuid("room_id").primaryKey(),
  seq: seq("seq").notNull(),
});
