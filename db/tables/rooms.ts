/** Rooms, who may be in them, and what rooms have to be told. */
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { NOTIFY_LEVELS, ROLES, VISIBILITIES } from "@/lib/protocol/levels";
import { instant, seq } from "./columns";
import { sessions, users } from "./people";

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
    /** Whether the invited user has seen it among their notifications. */
    seen: boolean("seen").notNull().default(false),
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
