/** What concerns a user in all rooms: mentions, replies, reactions to their messages, and invites. */
import * as z from "zod";
import { PAGE_MAX } from "@/lib/protocol/limits";
import { user } from "@/lib/protocol/room";
import { uuidV7 } from "@/lib/protocol/uuid";
import { limit, messageCursor } from "./parameters";
import { place } from "./search";

const NOTIFICATIONS_PAGE = 20;
/** 14 digits reach the year 5138. */
const TIME_MAX = 99_999_999_999_999;
const time = z.number().int().min(0).max(TIME_MAX);
const seqNumber = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

export const notificationsQuery = z.object({ cursor: messageCursor.optional(), limit: limit(NOTIFICATIONS_PAGE) });
export type NotificationsRequest = z.infer<typeof notificationsQuery>;

/** `shown`: entries that a page has shown; `seq` 0: an invite. `until`: everything up to this `at`. */
export const seenBody = z.union([
  z.object({
    shown: z
      .array(z.object({ roomId: uuidV7, seq: seqNumber, at: time }))
      .min(1)
      .max(PAGE_MAX),
  }),
  z.object({ until: time }),
]);
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
  /** Seq of the newest event: the message, the edit that has mentioned the user, or the reaction. A mention or reply is seen once the user has read up to it. */
  event: z.number().int(),
  /** The beginning of the newest text, without the markers of formats. */
  excerpt: z.string(),
};

const notification = z.discriminatedUnion("kind", [
  z.object({
    ...ofMessage,
    kind: z.enum(["mention", "reply"]),
    author: user,
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
