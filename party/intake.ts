import { timeOfId } from "../lib/ids";
import type { Receipt } from "../lib/log";
import type { Event, Refusal, Send } from "../lib/protocol";
import { encode } from "./delivery";
import type { Live } from "./live";
import { CLOCK_SKEW_MAX_MS, type Outcome } from "./log";
import type { Ports, Socket } from "./ports";
import { RateLimit } from "./rate";

export const BUSY_RETRY_MS = 1_000;

/** Decides over what people send: taken in, known already, or refused with a reason. */
export class Intake {
  private readonly rate: RateLimit;

  constructor(private readonly ports: Ports) {
    this.rate = new RateLimit(ports.limits, ports.clock);
  }

  /** Reaches the log before its first await, unless only the archive can tell whether this send was accepted long ago. */
  async send(live: Live, socket: Socket, frame: Send): Promise<void> {
    const { clientId } = frame;
    if (this.isTooFast(socket, clientId)) return;
    const reason = this.faultOf(live, frame);
    if (reason) return refuse(socket, reason, { clientId });
    if (this.answerKnown(live, socket, clientId)) return;
    if (!live.log.known.isCertain(clientId)) {
      const receipt = await this.ports.archive.find(socket.guest.id, clientId);
      if (receipt) return ack(socket, clientId, receipt);
      // The same send may have come again while the archive was asked.
      if (this.answerKnown(live, socket, clientId)) return;
    }
    this.accept(live, socket, frame);
  }

  /** Takes a token for this frame; where there is none, the sender is told when to go on (D5). */
  isTooFast(socket: Socket, clientId?: string): boolean {
    const retryAfterMs = this.rate.take(socket.guest.id);
    if (retryAfterMs > 0) refuse(socket, "rate_limited", { clientId, retryAfterMs });
    return retryAfterMs > 0;
  }

  prune(): void {
    this.rate.prune();
  }

  private faultOf(live: Live, { clientId, replyTo }: Send): Refusal | undefined {
    if (timeOfId(clientId) > this.ports.clock.now() + CLOCK_SKEW_MAX_MS) return "invalid";
    if (replyTo !== undefined && replyTo > live.log.head) return "not_found";
    return undefined;
  }

  /** A repeated send gets the first one's ack and is not taken in again (R4). */
  private answerKnown({ log }: Live, socket: Socket, clientId: string): boolean {
    const receipt = log.known.find(socket.guest.id, clientId);
    if (receipt) ack(socket, clientId, receipt);
    return receipt !== undefined || log.joinInFlight(socket.guest.id, clientId, settle(socket, clientId, log));
  }

  private accept({ log }: Live, socket: Socket, { clientId, body, replyTo }: Send): void {
    if (log.isFull) {
      refuse(socket, "busy", { clientId, retryAfterMs: BUSY_RETRY_MS });
      return;
    }
    const { id, username } = socket.guest;
    const draft = (seq: number, sentAt: number): Event => {
      const message = { kind: "message" as const, seq, clientId, author: { id, username }, body, sentAt };
      return replyTo === undefined ? message : { ...message, replyTo };
    };
    log.append(id, clientId, draft, settle(socket, clientId, log));
  }
}

export function refuse(socket: Socket, reason: Refusal, more: { clientId?: string; retryAfterMs?: number } = {}): void {
  socket.send(encode({ type: "refused", reason, ...more }));
}

function ack(socket: Socket, clientId: string, { seq, sentAt }: Receipt): void {
  socket.send(encode({ type: "ack", clientId, seq, sentAt }));
}

function settle(socket: Socket, clientId: string, log: Live["log"]) {
  return (outcome: Outcome) => {
    const receipt = outcome === "durable" && log.known.find(socket.guest.id, clientId);
    if (receipt) ack(socket, clientId, receipt);
    else refuse(socket, "busy", { clientId, retryAfterMs: BUSY_RETRY_MS });
  };
}
