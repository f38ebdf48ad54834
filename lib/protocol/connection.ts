/**
 * The connection itself, to a room or an inbox: versions, close codes, and the frames `ping`, `pong` and `mark`. Apart from rooms' other
 * frames, since pages without a room need only these.
 */
import "./no-eval";
import * as z from "zod/mini";

/** The version that clients of this release speak. */
export const PROTOCOL_VERSION = 1;
/**
 * The versions that rooms and inboxes of this release understand. A version is served from one release before clients
 * speak it until one release after they no longer do: pages stay open over a deployment, and screens can be rolled
 * back.
 */
export const SERVED_VERSIONS: readonly number[] = [PROTOCOL_VERSION];

/** Close codes. Clients reconnect with backoff after 4001 and unlisted codes; after 4011 when the user returns; otherwise never. */
export const CLOSE = {
  badTicket: 4001,
  noLongerAllowed: 4003,
  policy: 4008,
  unknownVersion: 4009,
  roomClosed: 4010,
  replaced: 4011,
} as const;
/** The reason of a 4003 that is due to an ended session, not to the room. */
export const SESSION_ENDED = "session ended";
/** The reasons of a 4003 that is due to an ended membership, if the web side gives one. */
export const REMOVAL_REASONS = ["kicked", "banned", "left"] as const;
export type RemovalReason = (typeof REMOVAL_REASONS)[number];

/** Rooms and inboxes answer each `ping` with a `pong`. */
export const ping = z.object({ type: z.literal("ping") });
export const pong = z.object({ type: z.literal("pong") });

/** Exactly these texts, so that a host can answer without waking the object. */
export const PING_TEXT = JSON.stringify({ type: "ping" } satisfies z.infer<typeof ping>);
export const PONG_TEXT = JSON.stringify({ type: "pong" } satisfies z.infer<typeof pong>);

/** How often a client sends `ping`; browsers run the timers of a hidden page only once a minute. */
export const PING_EVERY_MS = 25_000;
/** If a client has sent `ping` before and then nothing for this long, its connection is dead. */
export const DEAD_AFTER_MS = 110_000;

/** A client proves that it reads: the room or inbox sends a mark after every MiB or so, and the client returns it. */
export const mark = z.object({ type: z.literal("mark"), id: z.string().check(z.maxLength(64)) });
export type Mark = z.infer<typeof mark>;

export function newMark(): Mark {
  return { type: "mark", id: crypto.randomUUID() };
}
