import type { SendReceipt } from "@/lib/events/reduce";
import type { Refusal, Send } from "@/lib/protocol/room";
import { timeOfId } from "@/lib/shared/ids";
import type { Guest, Ports, Socket } from "@/party/ports";
import { RateLimit } from "@/party/shared/rate-limit";
import type { FrameLimits } from "@/party/sockets/frame-limits";
import { type AmendmentFrame, amendmentDraft, boundBy, checkAmendment, findInArchive, findInMemory } from "./amend";
import { encode } from "./broadcast";
import type { RoomLifecycle } from "./lifecycle/room-lifecycle";
import { CLOCK_SKEW_MAX_MS, type Draft, type Outcome } from "./log/event-log";
import type { RoomState } from "./room-state";

export const BUSY_RETRY_MS = 1_000;

/** Decides over what people send: taken in, known already, or refused with a reason. */
export class Intake {
  private readonly rate: RateLimit;

  constructor(
    private readonly ports: Ports,
    private readonly lifecycle: RoomLifecycle,
    private readonly frameLimits: FrameLimits<Guest>,
    private readonly isRemoved: (socket: Socket) => boolean,
  ) {
    this.rate = new RateLimit(ports.limits, ports.clock);
  }

  /** A message. Reaches the log before its first await, unless only the archive can tell whether it was accepted long ago. */
  async send(live: RoomState, socket: Socket, frame: Send): Promise<void> {
    if (frame.replyTo !== undefined && frame.replyTo > live.log.head) {
      return this.refuse(socket, "not_found", { clientId: frame.clientId });
    }
    const { clientId } = frame;
    if (this.isSettled(live, socket, clientId) || this.refusePreview(socket, clientId)) return;
    if (!live.log.dedup.isComplete(clientId) && (await this.askArchive(live, socket, clientId))) return;
    this.accept(live, socket, clientId, messageDraft(socket.guest, frame));
  }

  /** An edit, delete or reaction (R6). */
  async amend(live: RoomState, socket: Socket, frame: AmendmentFrame): Promise<void> {
    const { clientId, seq } = frame;
    if (this.isSettled(live, socket, clientId) || this.refusePreview(socket, clientId)) return;
    if (!live.log.dedup.isComplete(clientId) && (await this.askArchive(live, socket, clientId))) return;
    const target = findInMemory(live, seq) ?? (await findInArchive(live, this.ports.archive, seq));
    // The same send may have come again, and been taken in, while the archive was asked: then its own doing is no objection.
    if (this.answerKnown(live, socket, clientId)) return;
    const reason = checkAmendment(socket.guest, target, frame);
    if (reason) return this.refuse(socket, reason, { clientId });
    this.accept(live, socket, clientId, amendmentDraft(socket.guest, frame));
  }

  /** Takes a token for a frame of this socket. Returns 0, or in how many ms there will be one (D5). */
  take(socket: Socket): number {
    return this.rate.take(socket.guest.id);
  }

  /** Refuses a frame. Refusals that are the sender's fault count (D7). */
  refuse(socket: Socket, reason: Refusal, more: { clientId?: string; retryAfterMs?: number } = {}): void {
    refuse(socket, reason, more);
    if (reason !== "busy") this.frameLimits.refused(socket);
  }

  prune(): void {
    this.rate.prune();
  }

  /** Whether the send is answered already: its id is impossible, or known (R4). */
  private isSettled(live: RoomState, socket: Socket, clientId: string): boolean {
    if (this.answerKnown(live, socket, clientId)) return true;
    // Not one that the archive may know: it came in when the host's clock was ahead of what it is now.
    const isNew = live.log.dedup.isComplete(clientId);
    if (!isNew || timeOfId(clientId) <= this.ports.clock.now() + CLOCK_SKEW_MAX_MS) return false;
    this.refuse(socket, "invalid", { clientId });
    return true;
  }

  /** Refuses a frame of a preview, before the archive is asked, so that it costs no query. @returns whether it was one */
  private refusePreview(socket: Socket, clientId: string): boolean {
    if (socket.guest.preview) this.refuse(socket, "forbidden", { clientId });
    return socket.guest.preview === true;
  }

  /** Whether the archive knows this send, and its sender has been told so. */
  private async askArchive(live: RoomState, socket: Socket, clientId: string): Promise<boolean> {
    const receipt = await this.ports.archive.findReceipt(socket.guest.id, clientId);
    // The same send may have come again while the archive was asked.
    if (!receipt) return this.answerKnown(live, socket, clientId);
    ack(socket, clientId, receipt);
    return true;
  }

  /** A repeated send gets the first one's ack and is not taken in again (R4). */
  private answerKnown({ log }: RoomState, socket: Socket, clientId: string): boolean {
    const receipt = log.dedup.find(socket.guest.id, clientId);
    if (receipt) ack(socket, clientId, receipt);
    return receipt !== undefined || log.joinInFlight(socket.guest.id, clientId, settle(socket, clientId, log));
  }

  private accept({ log }: RoomState, socket: Socket, clientId: string, draft: Draft): void {
    // They may have been removed while the archive was asked (D3).
    if (this.isRemoved(socket)) return;
    if (this.lifecycle.isReadOnly) this.refuse(socket, "forbidden", { clientId });
    else if (log.isFull) refuse(socket, "busy", { clientId, retryAfterMs: BUSY_RETRY_MS });
    else log.append(socket.guest.id, clientId, draft, settle(socket, clientId, log));
  }
}

function messageDraft({ id, username }: Guest, frame: Send): Draft {
  const { clientId, body, replyTo } = frame;
  const more = { ...(replyTo !== undefined && { replyTo }), ...boundBy(frame) };
  return (seq, sentAt) => ({ kind: "message", seq, clientId, author: { id, username }, body, sentAt, ...more });
}

export function refuse(socket: Socket, reason: Refusal, more: { clientId?: string; retryAfterMs?: number } = {}): void {
  socket.send(encode({ type: "refused", reason, ...more }));
}

function ack(socket: Socket, clientId: string, { seq, sentAt }: SendReceipt): void {
  socket.send(encode({ type: "ack", clientId, seq, sentAt }));
}

function settle(socket: Socket, clientId: string, log: RoomState["log"]) {
  return (outcome: Outcome) => {
    const receipt = outcome === "durable" && log.dedup.find(socket.guest.id, clientId);
    if (receipt) ack(socket, clientId, receipt);
    else refuse(socket, "busy", { clientId, retryAfterMs: BUSY_RETRY_MS });
  };
}
