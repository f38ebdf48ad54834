/** Users, their ways to sign in, and their sessions. */
import { bigint, boolean, index, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { instant } from "./columns";

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
