/** How the two sides of a connection know that the other one is there: rooms and inboxes answer each `ping` with a `pong`. */
import "../no-eval";
import { z } from "zod";

export const ping = z.object({ type: z.literal("ping") });
export const pong = z.object({ type: z.literal("pong") });

/** Exactly these texts, so that a host may answer without waking what is behind it. */
export const PING_TEXT = JSON.stringify({ type: "ping" } satisfies z.infer<typeof ping>);
export const PONG_TEXT = JSON.stringify({ type: "pong" } satisfies z.infer<typeof pong>);

/** How often a client says `ping`; browsers run the timers of a page that nobody sees once a minute. */
export const PING_EVERY_MS = 25_000;
/** A client that has said `ping` before and is not heard of for this long has lost its connection. */
export const DEAD_AFTER_MS = 110_000;
