/** Frames about the connection itself: rooms and inboxes answer each `ping` with a `pong`, and clients return each `mark`. */
import "./no-eval";
import * as z from "zod/mini";

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
