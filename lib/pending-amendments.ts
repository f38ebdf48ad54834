import type { FromClient, FromRoom, Refusal } from "./protocol";

type Amend = Extract<FromClient, { type: "edit" | "delete" | "react" }>;
/** What is to be done, without the id under which it is said. */
type Wish = { [T in Amend["type"]]: Omit<Extract<Amend, { type: T }>, "clientId"> }[Amend["type"]];
/** Why it was not done; undefined: it was. `closed`: the room is closed to us. */
export type AmendAnswer = Refusal | "closed" | undefined;

/** Used where a refusal that passes by itself does not say when. In ms. */
const RETRY_MS = 1_000;

interface Wire {
  newId(): string;
  /** No answer for this long means that it was lost on the way. */
  answerTimeoutMs: number;
  canSend(): boolean;
  transmit(frame: FromClient): void;
  /** Had no answer in time: the connection is not to be trusted any more. */
  unanswered(): void;
}

interface Asked {
  frame: Amend;
  answer(answer: AmendAnswer): void;
  timer?: ReturnType<typeof setTimeout>;
}

/** One's own edits, deletes and reactions on the way: said again, under the same clientId, until they have an answer (R4). */
export class PendingAmendments {
  private readonly asked = new Map<string, Asked>();

  constructor(private readonly wire: Wire) {}

  ask(wish: Wish): Promise<AmendAnswer> {
    const frame = { ...wish, clientId: this.wire.newId() };
    return new Promise((answer) => {
      const asked = { frame, answer };
      this.asked.set(frame.clientId, asked);
      this.transmit(asked);
    });
  }

  /** After a welcome. */
  resend(): void {
    for (const asked of this.asked.values()) this.transmit(asked);
  }

  /** Whether it was one of these. */
  acknowledged(clientId: string): boolean {
    return this.settle(clientId, undefined);
  }

  /** Whether it was one of these. */
  refused({ clientId = "", reason, retryAfterMs = RETRY_MS }: Extract<FromRoom, { type: "refused" }>): boolean {
    const asked = this.asked.get(clientId);
    if (!asked || (reason !== "busy" && reason !== "rate_limited")) return this.settle(clientId, reason);
    this.wait(asked, retryAfterMs, () => this.transmit(asked));
    return true;
  }

  /** The connection is gone: nothing is tried before the next welcome. */
  stop(): void {
    for (const { timer } of this.asked.values()) clearTimeout(timer);
  }

  failAll(): void {
    for (const clientId of [...this.asked.keys()]) this.settle(clientId, "closed");
  }

  private transmit(asked: Asked): void {
    if (!this.wire.canSend()) return;
    this.wire.transmit(asked.frame);
    this.wait(asked, this.wire.answerTimeoutMs, () => this.wire.unanswered());
  }

  private wait(asked: Asked, ms: number, then: () => void): void {
    clearTimeout(asked.timer);
    asked.timer = setTimeout(then, ms);
  }

  private settle(clientId: string, answer: AmendAnswer): boolean {
    const asked = this.asked.get(clientId);
    if (!asked) return false;
    clearTimeout(asked.timer);
    this.asked.delete(clientId);
    asked.answer(answer);
    return true;
  }
}
