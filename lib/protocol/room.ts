/**
 * The wire, version 1: a schema for each frame between a client and a room. docs/protocol.md describes it. A change
 * fails the fingerprint test, which asks whether it needs a new version.
 */
import "./no-eval";
import * as z from "zod/mini";
import { type BodyProblem, checkBody } from "@/lib/text/body";
import { isEmoji } from "@/lib/text/emoji";
import { mark, PROTOCOL_VERSION, ping, pong } from "./connection";
import { FILE_TOKEN_MAX_CHARS, FILES_MAX, fileDescriptor } from "./file-descriptor";
import { role, visibility } from "./levels";
import { MENTIONS_MAX } from "./limits";
import { uuidV7 as id } from "./uuid";

export { BODY_MAX_CHARS } from "@/lib/text/body";

/** Longest frame of a client in UTF-8: the longest body (lib/text/body.ts), all file tokens and all other fields fit. */
export const CLIENT_FRAME_MAX_BYTES = 36 * 1024;
/** Messages in a fresh window. */
export const RECENT_MAX = 50;
/** Users in a page of those who are online. A welcome has the first page, and its own user. */
export const ONLINE_MAX = 100;

const seq = z.number().check(z.int(), z.minimum(1), z.maximum(Number.MAX_SAFE_INTEGER));
const after = z.number().check(z.int(), z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER));
const epochMs = z.number().check(z.int(), z.minimum(0));
const emoji = z.string().check(z.maxLength(32), z.refine(isEmoji, "one emoji"));

const PROBLEMS: Record<BodyProblem, string> = {
  empty: "not empty",
  broken: "no NUL and no lone surrogate",
  marks: "too many combining marks in a row",
  too_long: "too long",
  too_large: "too large as JSON",
};

const body = z.pipe(
  z.string(),
  z.transform((text: string, context) => {
    const { body, problem } = checkBody(text);
    if (!problem) return body;
    const reason = problem === "too_long" || problem === "too_large" ? "too_long" : "invalid";
    context.issues.push({ code: "custom", input: text, message: PROBLEMS[problem], params: { reason } });
    return z.NEVER;
  }),
);

/** Ids of users whom the author meant (`boundIn`): each counts if the text has their @name (lib/events/mentions.ts). */
const bound = z.optional(z.array(id).check(z.maxLength(MENTIONS_MAX)));

/** Tokens of uploaded files, whose descriptors the message gets. */
const fileTokens = z.array(z.string().check(z.maxLength(FILE_TOKEN_MAX_CHARS))).check(z.maxLength(FILES_MAX));

/** With `files` and no text, `body` is `bodyOfFiles` (lib/events/files.ts). */
const send = z.object({
  type: z.literal("send"),
  clientId: id,
  body,
  replyTo: z.optional(seq),
  mentions: bound,
  files: z.optional(fileTokens),
});
/** `replaces`: the `editedAt` of the text that the author saw, 0 if it was unedited. Without it any text is replaced. */
const edit = z.object({
  type: z.literal("edit"),
  clientId: id,
  seq,
  body,
  mentions: bound,
  replaces: z.optional(epochMs),
});
const remove = z.object({ type: z.literal("delete"), clientId: id, seq });
const react = z.object({ type: z.literal("react"), clientId: id, seq, emoji, on: z.boolean() });
const read = z.object({ type: z.literal("read"), seq });
const typing = z.object({ type: z.literal("typing"), on: z.boolean() });
const sync = z.object({ type: z.literal("sync"), after });
/** Asks for the users who are online and whose ids sort after this one. */
const online = z.object({ type: z.literal("online"), after: z.string().check(z.maxLength(64)) });

const clientFrames = [send, edit, remove, react, read, typing, sync, online, ping, mark] as const;
export const clientFrame = z.discriminatedUnion("type", clientFrames);
export type ClientFrame = z.infer<typeof clientFrame>;
export type Send = z.infer<typeof send>;

export const user = z.object({ id: z.string(), username: z.string() });
export type User = z.infer<typeof user>;

/** `who`: the target user, if not the author. A room may be a release ahead, so `what` may be a kind that a client does not know. */
export const systemMessage = z.object({
  what: z.string().check(z.maxLength(32)),
  who: z.optional(user),
  role: z.optional(role),
  name: z.optional(z.string()),
  visibility: z.optional(visibility),
  /** The message that was pinned or unpinned. */
  message: z.optional(seq),
});
export type SystemMessage = z.infer<typeof systemMessage>;

/** From the author's client, unchecked: each reader compares the name in the text with the name that it has for the id. */
const mentionedIds = z.optional(z.array(z.string()));

/** With a `notice` it is a system message: `author` is the user who did it, and `body` says it in English for simple clients. */
const messageEvent = z.object({
  kind: z.literal("message"),
  seq,
  clientId: z.string(),
  author: user,
  body: z.string(),
  sentAt: epochMs,
  replyTo: z.optional(seq),
  notice: z.optional(systemMessage),
  mentions: mentionedIds,
  files: z.optional(z.array(fileDescriptor)),
});
const editEvent = z.object({
  kind: z.literal("edit"),
  seq,
  target: seq,
  body: z.string(),
  by: z.string(),
  at: epochMs,
  mentions: mentionedIds,
});
const deleteEvent = z.object({ kind: z.literal("delete"), seq, target: seq, by: z.string(), at: epochMs });
const reactionEvent = z.object({
  kind: z.literal("reaction"),
  seq,
  target: seq,
  emoji: z.string(),
  by: z.string(),
  on: z.boolean(),
  at: epochMs,
});

/** One numbered entry of a room's log. */
export const event = z.discriminatedUnion("kind", [messageEvent, editEvent, deleteEvent, reactionEvent]);
export type Event = z.infer<typeof event>;

/** A message with its amendments applied. `reactions` maps an emoji to user ids. */
export const message = z.extend(messageEvent, {
  editedAt: z.optional(epochMs),
  deletedAt: z.optional(epochMs),
  reactions: z.optional(z.record(z.string(), z.array(z.string()))),
});
export type Message = z.infer<typeof message>;

/**
 * `readers`: each user's read position (in an update: the changed ones). Empty in a room with more than READERS_MAX
 * readers; then `readCounts` has the number of readers at each of the last seqs.
 */
const receipts = {
  readers: z.record(z.string(), z.number()),
  readCounts: z.optional(z.record(z.string(), z.number().check(z.int()))),
};
/** Beyond this many readers only counts are sent. */
export const READERS_MAX = 100;

const welcomeHead = {
  type: z.literal("welcome"),
  protocol: z.literal(PROTOCOL_VERSION),
  /** `preview`: not a member, may only read; see TICKET_AUDIENCES. */
  you: z.extend(user, { role, preview: z.optional(z.literal(true)) }),
  head: after,
  source: z.enum(["memory", "redis", "database"]),
  /** The first page by id, and this user. */
  online: z.array(user),
  /** How many users are online. Missing in rooms of an earlier release, whose `online` has all of them. */
  onlineCount: z.optional(z.number().check(z.int())),
  /** The `after` that gets the next page; missing if `online` has everybody. */
  onlineNext: z.optional(z.string()),
  ...receipts,
};
const welcome = z.discriminatedUnion("mode", [
  z.object({ ...welcomeHead, mode: z.literal("fresh"), messages: z.array(message) }),
  z.object({ ...welcomeHead, mode: z.literal("reset"), messages: z.array(message) }),
  z.object({ ...welcomeHead, mode: z.literal("resumed"), events: z.array(event) }),
]);
export type Welcome = z.infer<typeof welcome>;
export type Source = Welcome["source"];

/** Why a room refused a frame. docs/protocol.md has the client's reaction to each. */
export const refusal = z.enum([
  /** The frame does not fit the schema, or its type is unknown. */
  "invalid",
  /** The frame or its body is too long. */
  "too_long",
  /** Too many frames or answers; `retryAfterMs` says when to try again. */
  "rate_limited",
  /** The role, a preview, a block, a read-only room or a limit of the message does not allow it. */
  "forbidden",
  /** The message to amend or to reply to does not exist or is deleted. */
  "not_found",
  /** A file token has expired, or is not this user's in this room: upload the file again. */
  "bad_file",
  /** The edit was based on a text other than the current one. */
  "changed",
  /** The room cannot store the frame, or cannot read what it needs, right now: send it again. */
  "busy",
  /** Never sent; a room that does not speak the client's version closes with 4009. */
  "version",
]);
export type Refusal = z.infer<typeof refusal>;

export const roomFrame = z.union([
  welcome,
  z.discriminatedUnion("type", [
    z.object({ type: z.literal("events"), events: z.array(event) }),
    z.object({ type: z.literal("ack"), clientId: z.string(), seq, sentAt: epochMs }),
    z.object({
      type: z.literal("refused"),
      clientId: z.optional(z.string()),
      reason: refusal,
      retryAfterMs: z.optional(z.number()),
    }),
    z.object({
      type: z.literal("online"),
      joined: z.array(user),
      left: z.array(z.string()),
      /** How many users are online after this change. */
      count: z.optional(z.number().check(z.int())),
    }),
    z.object({ type: z.literal("online_page"), users: z.array(user), next: z.optional(z.string()) }),
    z.object({ type: z.literal("typing"), userIds: z.array(z.string()) }),
    z.object({ type: z.literal("read"), ...receipts }),
    pong,
    mark,
  ]),
]);
export type RoomFrame = z.infer<typeof roomFrame>;

/**
 * Audiences of a member's and of a preview's ticket. A preview is an audience and not a claim: rooms of an earlier
 * release ignore unknown claims and would treat the holder as a member, but they refuse an unknown audience.
 */
export const TICKET_AUDIENCES = ["room", "room-preview"] as const;

/** Claims of a ticket: a short-lived signed token that opens the socket of one room (D1). */
export const ticketClaims = z.object({
  iss: z.literal("sarangbang"),
  aud: z.enum(TICKET_AUDIENCES),
  sub: z.string(),
  name: z.string(),
  room: z.string(),
  role,
  sid: z.string(),
  jti: z.string(),
  iat: z.number(),
  exp: z.number(),
  /** Missing if the user has read receipts on. */
  receipts: z.optional(z.literal(false)),
  /** When the web side authorized it, before it was signed (epoch ms). A command about a later change revokes it. */
  at: z.optional(z.number()),
  /** When the session expires unless it is renewed (epoch ms). The room then checks whether it was renewed. */
  until: z.optional(z.number()),
});
export type Ticket = z.infer<typeof ticketClaims>;

/** Makes the compiler check that a switch handles every frame. */
export function unreachable(frame: never): never {
  throw new Error(`unhandled: ${JSON.stringify(frame)}`);
}
