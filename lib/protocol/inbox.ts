/**
 * The wire between a user's pages and their inbox, version 1: `/parties/inbox/<userId>?v=1&ticket=<jwt>`. JSON text frames.
 * Close codes and tickets are like a room's; the ticket's audience is "inbox".
 */
import "./no-eval";
import * as z from "zod/mini";
import { mark, PROTOCOL_VERSION, ping, pong } from "./connection";
import { uuidV7 } from "./uuid";

/** The maximum number of rooms in one `watch`. */
export const WATCH_MAX = 100;
/** At most this many reactions are in one update. */
export const REACTED_MAX = 100;
/** A room sends updates to an inbox for this long after the last `watch`. */
export const WATCH_TTL_MS = 10 * 60_000;

const seq = z.number().check(z.int(), z.minimum(0));

/**
 * Subscribes to updates of these rooms; repeated every few minutes. With `mine` also to all of the user's own rooms (at most
 * OWN_ROOMS_MAX). A server of an older release ignores `mine`.
 */
const watch = z.object({
  type: z.literal("watch"),
  rooms: z.array(uuidV7).check(z.maxLength(WATCH_MAX)),
  mine: z.optional(z.boolean()),
});
export const pageFrame = z.discriminatedUnion("type", [watch, ping, mark]);
export type PageFrame = z.infer<typeof pageFrame>;

/** The changes in one room since its last update. */
export const inboxUpdate = z.object({
  roomId: z.string(),
  /** The head at the last update: a page with a lower one must read the room again. */
  since: seq,
  head: seq,
  /** The number of users who are online in it. */
  online: z.number().check(z.int()),
  /** The newest message that can be shown, if it has changed; `author`: a name. */
  last: z.optional(z.object({ author: z.string(), body: z.string(), sentAt: z.number().check(z.int()) })),
  /**
   * Messages after `since`, oldest first. `author`: a user's id. `to`: ids of the members whom they mention; missing if
   * the archive has not answered yet. `mentions`: for that case, the words after each @, from `mentionsIn`
   * (lib/events/mentions.ts). `repliesTo`: the author of the message that it replies to, if the room knows.
   */
  messages: z.array(
    z.object({
      seq,
      author: z.string(),
      mentions: z.array(z.string()),
      to: z.optional(z.array(z.string())),
      repliesTo: z.optional(z.string()),
    }),
  ),
  /**
   * Messages edited after `since`. `seq`: the message; `at`: the edit's seq; `to`: users mentioned now; `by`: the
   * editor.
   */
  edited: z.optional(z.array(z.object({ seq, at: seq, to: z.array(z.string()), by: z.optional(z.string()) }))),
  /** The newest edit after `since` whose mentions the archive has not answered yet: such edits are not in `edited`. */
  unarchivedEdit: z.optional(seq),
  /**
   * Reactions after `since`, at most REACTED_MAX, the newest of each user and emoji. `seq`: the message; `at`: the reaction's seq; `to`:
   * the message's author, if the room knows; `by`: another user, who has added it or (`on` false) taken it back.
   */
  reacted: z.optional(z.array(z.object({ seq, at: seq, to: z.string(), by: z.string(), on: z.boolean() }))),
  /** Seqs of messages deleted after `since`, which no longer count as unread. */
  deleted: z.array(seq),
  /** The user's read position, if it has changed. */
  lastReadSeq: z.optional(seq),
});
export type InboxUpdate = z.infer<typeof inboxUpdate>;

/** An update from a room. */
export const roomUpdate = z.omit(inboxUpdate, { roomId: true });
export type RoomUpdate = z.infer<typeof roomUpdate>;

export const inboxFrame = z.discriminatedUnion("type", [
  z.object({ type: z.literal("welcome"), protocol: z.literal(PROTOCOL_VERSION) }),
  z.object({ type: z.literal("news"), rooms: z.array(inboxUpdate) }),
  /** The list of rooms, or one of them, has changed: read GET /api/rooms again. */
  z.object({ type: z.literal("refresh") }),
  z.object({ type: z.literal("refused"), reason: z.enum(["invalid", "rate_limited", "busy"]) }),
  pong,
  mark,
]);
export type InboxFrame = z.infer<typeof inboxFrame>;

/** Claims of a ticket for a user's own inbox, whose id is the user's. */
export const inboxTicketClaims = z.object({
  iss: z.literal("sarangbang"),
  aud: z.literal("inbox"),
  sub: z.string(),
  sid: z.string(),
  jti: z.string(),
  iat: z.number(),
  exp: z.number(),
  /** When the session expires unless it is renewed (epoch ms). */
  until: z.optional(z.number()),
});
export type InboxTicket = z.infer<typeof inboxTicketClaims>;
