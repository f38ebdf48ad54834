/** Notices a connection that died without a close: nothing comes, and nothing that is sent arrives. */
import "../no-eval";
import { z } from "zod";
import { parseJson } from "../parse-json";
import { PING_EVERY_MS, type ping, pong } from "../shared/ping";

/** The other side answers within milliseconds; a phone may be slow to wake its radio. In ms. */
const PONG_WITHIN_MS = 15_000;
/** Somebody has come back to the page and looks at it. In ms. */
const PONG_ON_RETURN_WITHIN_MS = 5_000;
/** A cold room may wait for a slow database before it welcomes. In ms. */
const WELCOME_WITHIN_MS = 25_000;

/** What a room or inbox of before says to a ping. */
const unknownFrame = z.object({
  type: z.literal("refused"),
  reason: z.literal("invalid"),
  clientId: z.undefined().optional(),
});
const answerToPing = z.union([pong, unknownFrame]);
/** Longer texts are no answer to a ping, and not worth parsing twice. In characters. */
const ANSWER_MAX = 200;

interface Line {
  send(frame: z.infer<typeof ping>): void;
  dead(): void;
}

/** One connection's: says `ping` now and then; any frame shows that the connection lives. */
export class Heartbeat {
  private pingTimer: ReturnType<typeof setInterval> | undefined;
  private deadTimer: ReturnType<typeof setTimeout> | undefined;
  private deadAt = Number.POSITIVE_INFINITY;
  private isPinged = false;

  constructor(private readonly line: Line) {}

  /** The connection is open: its first frame must come in time. */
  opened(): void {
    this.stop();
    this.expectWithin(WELCOME_WITHIN_MS);
  }

  /** Begins to ping, at once, so that the other side knows that it does. */
  welcomed(): void {
    clearInterval(this.pingTimer);
    this.pingTimer = setInterval(() => this.ping(PONG_WITHIN_MS), PING_EVERY_MS);
    this.ping(PONG_WITHIN_MS);
  }

  /** Somebody is back at the page: whether the connection lives is to be known soon. */
  check(): void {
    if (this.pingTimer !== undefined) this.ping(PONG_ON_RETURN_WITHIN_MS);
  }

  /** A frame has come. @returns whether it was only an answer to a ping */
  heard(data: unknown): boolean {
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
    // One that is under way may have been said before the line broke, so it does not count for a later question.
    this.isPinged = true;
    this.line.send({ type: "ping" });
    this.expectWithin(withinMs);
  }

  private expectWithin(ms: number): void {
    const at = Date.now() + ms;
    // The earlier deadline holds, unless timers have slept over it with the page.
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
