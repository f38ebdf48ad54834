import type { FromClient, FromRoom } from "./protocol";
import type { Pending } from "./room-state";

/** Used where a refusal that passes by itself does not say when. In ms. */
const RETRY_MS = 1_000;

/** Where unsent messages outlive the page; the browser's session storage, say. */
export interface Keep {
  load(): readonly Pending[];
  save(pending: readonly Pending[]): void;
}

interface Wire {
  /** The room usually answers within milliseconds; no answer for this long means it was lost on the way. */
  answerTimeoutMs: number;
  canSend(): boolean;
  transmit(frame: FromClient): void;
  /** A send had no answer in time: the connection is not to be trusted any more. */
  unanswered(): void;
  changed(pending: readonly Pending[]): void;
}

/** One's own messages on the way: kept until the room has confirmed or finally refused them, sent again after every break. */
export class PendingSends {
  private list: readonly Pending[] = [];
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private pauseTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly wire: Wire,
    private readonly keep: Keep | undefined,
  ) {}

  /** What an earlier visit left unsent goes on under its own clientIds, so that nothing appears twice. */
  restore(): void {
    const kept = (this.keep?.load() ?? []).map((send) => (send.reason === "closed" ? resumed(send) : send));
    const known = new Set(this.list.map(({ clientId }) => clientId));
    this.set([...kept.filter(({ clientId }) => !known.has(clientId)), ...this.list]);
  }

  add(send: Omit<Pending, "state">): void {
    this.set([...this.list, { ...send, state: "sending" }]);
    this.transmit(send.clientId);
  }

  retry(clientId: string): void {
    this.update(clientId, { state: "sending", reason: undefined });
    this.transmit(clientId);
  }

  discard(clientId: string): void {
    this.forgetTimer(clientId);
    this.set(this.list.filter((send) => send.clientId !== clientId));
  }

  /** After a welcome: everything unconfirmed goes again, in its order; the room knows repeats by their clientId (R4). */
  resend(): void {
    for (const { clientId, state } of this.list) if (state === "sending") this.transmit(clientId);
  }

  /**
   * The room has it for sure. It stays in the list until its event comes, so that it never flickers away; where the event
   * came long ago (`isSeen`: a retry of something older than the window), there is nothing to wait for.
   */
  acknowledged(clientId: string, isSeen: boolean): void {
    if (isSeen) this.discard(clientId);
    else this.forgetTimer(clientId);
  }

  confirmed(messages: ReadonlyArray<{ clientId: string }>): void {
    const ids = new Set(messages.map(({ clientId }) => clientId));
    if (!this.list.some(({ clientId }) => ids.has(clientId))) return;
    for (const clientId of ids) this.forgetTimer(clientId);
    this.set(this.list.filter(({ clientId }) => !ids.has(clientId)));
  }

  refused({ clientId, reason, retryAfterMs }: Extract<FromRoom, { type: "refused" }>): void {
    if (!clientId) return;
    // These pass by themselves; every other reason would come again.
    if (reason === "busy" || reason === "rate_limited") return this.pause(retryAfterMs ?? RETRY_MS);
    this.forgetTimer(clientId);
    this.update(clientId, { state: "failed", reason });
  }

  /** The connection is gone: nothing is tried before the next welcome. */
  stop(): void {
    clearTimeout(this.pauseTimer);
    this.pauseTimer = undefined;
    for (const clientId of [...this.timers.keys()]) this.forgetTimer(clientId);
  }

  /** For a client that will not come back by itself: nothing is on its way any more. */
  failAll(): void {
    this.set(this.list.map((send) => ({ ...send, state: "failed", reason: "closed" })));
  }

  private transmit(clientId: string): void {
    const send = this.list.find((each) => each.clientId === clientId);
    if (send?.state !== "sending" || this.pauseTimer || !this.wire.canSend()) return;
    const { body, replyTo } = send;
    this.wire.transmit({ type: "send", clientId, body, ...(replyTo === undefined ? {} : { replyTo }) });
    this.forgetTimer(clientId);
    this.timers.set(
      clientId,
      setTimeout(() => this.wire.unanswered(), this.wire.answerTimeoutMs),
    );
  }

  /** Holds everything back, so that what was written later does not overtake what the room could not take yet. */
  private pause(ms: number): void {
    this.pauseTimer ??= setTimeout(() => {
      this.pauseTimer = undefined;
      this.resend();
    }, ms);
  }

  private forgetTimer(clientId: string): void {
    clearTimeout(this.timers.get(clientId));
    this.timers.delete(clientId);
  }

  private update(clientId: string, change: Partial<Pending>): void {
    this.set(this.list.map((send) => (send.clientId === clientId ? { ...send, ...change } : send)));
  }

  private set(list: readonly Pending[]): void {
    this.list = list;
    this.keep?.save(list);
    this.wire.changed(list);
  }
}

/** What failed only because the door was closed is tried again when it is open. */
function resumed({ reason: _, ...send }: Pending): Pending {
  return { ...send, state: "sending" };
}
