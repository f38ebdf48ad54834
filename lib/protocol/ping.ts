/** Keepalive of both sides of a connection: rooms and inboxes answer each `ping` with a `pong`. */
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
