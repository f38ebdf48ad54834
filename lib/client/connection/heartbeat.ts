/** Detects a connection that died without a close: no frame arrives in either direction. */
import "@/lib/protocol/no-eval";
import * as z from "zod/mini";
import { PING_EVERY_MS, type ping, pong } from "@/lib/protocol/connection";
import { parseJson } from "@/lib/shared/parse-json";

/** The other side answers within milliseconds, but a phone may be slow to wake its radio. */
const PONG_WITHIN_MS = 15_000;
/** Shorter, because the user has just returned to the page and looks at it. */
const PONG_ON_RETURN_WITHIN_MS = 5_000;
/** A cold room may wait for a slow database before it sends its welcome. */
const WELCOME_WITHIN_MS = 25_000;

/** The answer of a room or inbox of an older release to a ping. */
const unknownFrame = z.object({
  type: z.literal("refused"),
  reason: z.literal("invalid"),
  clientId: z.optional(z.undefined()),
});
const answerToPing = z.union([pong, unknownFrame]);
/** Longer frames are no answer to a ping, so they need not be parsed here. In characters. */
const ANSWER_MAX = 200;

interface Line {
  send(frame: z.infer<typeof ping>): void;
  dead(): void;
}

/** The heartbeat of one connection: sends `ping` regularly; any frame shows that the connection is alive. */
export class Heartbeat {
  private pingTimer: ReturnType<typeof setInterval> | undefined;
  private deadTimer: ReturnType<typeof setTimeout> | undefined;
  private deadAt = Number.POSITIVE_INFINITY;
  private isPinged = false;

  constructor(private readonly line: Line) {}

  /** The connection is open: its first frame must arrive in time. */
  opened(): void {
    this.stop();
    this.expectWithin(WELCOME_WITHIN_MS);
  }

  /** Starts with a ping at once, so that the other side knows that this client pings. */
  welcomed(): void {
    clearInterval(this.pingTimer);
    this.pingTimer = setInterval(() => this.ping(PONG_WITHIN_MS), PING_EVERY_MS);
    this.ping(PONG_WITHIN_MS);
  }

  /** The user is back at the page, so a dead connection must be found soon. */
  check(): void {
    if (this.pingTimer !== undefined) this.ping(PONG_ON_RETURN_WITHIN_MS);
  }

  /** A frame has arrived. @returns whether it was only an answer to a ping */
  received(data: unknown): boolean {
    this.expectNothing();
    if (typeof data !== "string" || data.length > ANSWER_MAX) return false;
    const answer = answerToPing.safeParse(parseJson(data)).data;
    if (!answer || (answer.type === "refused" && !this.isPinged)) return false;
    this.isPinged = false;
    return true;
  }

  stop(): void {
    clearInterval(this.pingTimer);
    this.pingTimer = undefined;
    this.isPinged = false;
    this.expectNothing();
  }

  private ping(withinMs: number): void {
    // Sends a new ping although one may be in flight: that one may have been sent before the connection died.
    this.isPinged = true;
    this.line.send({ type: "ping" });
    this.expectWithin(withinMs);
  }

  private expectWithin(ms: number): void {
    const at = Date.now() + ms;
    // The earlier deadline holds, unless it has passed while the page and its timers slept.
    if (this.deadTimer !== undefined && this.deadAt <= at) return;
    this.expectNothing();
    this.deadAt = at;
    this.deadTimer = setTimeout(() => this.line.dead(), ms);
  }

  private expectNothing(): void {
    clearTimeout(this.deadTimer);
    this.deadTimer = undefined;
    this.deadAt = Number.POSITIVE_INFINITY;
  }
}
