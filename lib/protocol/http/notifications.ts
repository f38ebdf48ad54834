/** What concerns a user in all rooms: mentions, replies, reactions to their messages, and invites. */
import * as z from "zod";
import { user } from "@/lib/protocol/room";
import { limit, messageCursor } from "./parameters";
import { place } from "./search";

const NOTIFICATIONS_PAGE = 20;
/** 14 digits reach the year 5138. */
const TIME_MAX = 99_999_999_999_999;
const time = z.number().int().min(0).max(TIME_MAX);

export const notificationsQuery = z.object({ cursor: messageCursor.optional(), limit: limit(NOTIFICATIONS_PAGE) });
export type NotificationsRequest = z.infer<typeof notificationsQuery>;

/** The shown entries, by their `at`. Without `from`, all older ones too. */
export const seenBody = z.object({ from: time.optional(), until: time });
export type SeenBody = z.infer<typeof seenBody>;

const entry = {
  room: place,
  /** Epoch milliseconds. The list is sorted by it. */
  at: z.number().int(),
  /** True if the user has not seen it. */
  unseen: z.literal(true).optional(),
};
const ofMessage = {
  ...entry,
  seq: z.number().int(),
  /** The beginning of the newest text, without the markers of formats. */
  excerpt: z.string(),
};

const notification = z.discriminatedUnion("kind", [
  z.object({
    ...ofMessage,
    kind: z.enum(["mention", "reply"]),
    author: user,
    /** Seq of the message, or of the edit that has mentioned the user. Seen once the user has read up to it. */
    event: z.number().int(),
  }),
  z.object({
    ...ofMessage,
    kind: z.literal("reaction"),
    /** Who has reacted to the user's own message: the newest first, at most two. */
    by: z.array(user),
    /** How many others have. */
    others: z.number().int(),
    /** The most frequent first, at most five. */
    emoji: z.array(z.string()),
  }),
  z.object({ ...entry, kind: z.literal("invite"), inviteId: z.string(), by: user }),
]);
export type Notification = z.infer<typeof notification>;

/** Newest first. */
export const notificationsAnswer = z.object({
  notifications: z.array(notification),
  nextCursor: z.string().optional(),
});
export type NotificationsAnswer = z.infer<typeof notificationsAnswer>;

/**
 * The place of an unseen notification: its message's seq, or 0 for an invite. `event`: as in `notification`; only of a mention or reply.
 */
export const unseenEntry = z.object({ roomId: z.string(), seq: z.number().int(), event: z.number().int().optional() });
export type Unseen = z.infer<typeof unseenEntry>;
