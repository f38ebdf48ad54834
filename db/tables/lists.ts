/** Messages that somebody has put on a list. */
import { index, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { instant, seq } from "./columns";
import { users } from "./people";
import { rooms } from "./rooms";

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
