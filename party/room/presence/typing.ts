import type { Clock, Guest, Socket } from "@/party/ports";
import { broadcast, encode } from "@/party/room/broadcast";
import { RateLimit } from "@/party/shared/rate-limit";
import { Throttle } from "@/party/shared/throttle";

const TELL_AFTER_MS = 250;
/** A typing state ends after this time. Clients repeat the frame earlier. */
const ENDS_AFTER_MS = 5_000;
/** Clients forget a typist after 6 s: a continuing one is broadcast again. */
const REPEAT_MS = 2_000;
/** Frames of one user a second; further ones are silently dropped. */
const RATE = 5;
/** A frame names at most this many typists. A screen shows more only as "many". */
const TOLD_MAX = 20;

/** Typing indicators. In memory only: nobody types in a sleeping room. */
export class TypingStates {
  private readonly until = new Map<string, number>();
  private readonly rate: RateLimit;
  private readonly soon: Throttle;
  private toldAt = 0;
  private isTimed = false;

  constructor(
    private readonly sockets: () => Iterable<Socket>,
    private readonly clock: Clock,
  ) {
    this.rate = new RateLimit({ rate: RATE, burst: RATE }, clock);
    this.soon = new Throttle(clock, TELL_AFTER_MS, () => this.tell());
  }

  /** Handles a frame that says whether this guest is typing. */
  set({ id }: Guest, on: boolean): void {
    if (this.rate.take(id) > 0) return;
    if (!on) return this.ends(id);
    const isNews = !this.until.has(id) || this.clock.now() - this.toldAt >= REPEAT_MS;
    this.until.set(id, this.clock.now() + ENDS_AFTER_MS);
    if (isNews) this.soon.schedule();
    this.endInTime();
  }

  ends(userId: string): void {
    if (this.until.delete(userId)) this.soon.schedule();
  }

  prune(): void {
    this.rate.prune();
  }

  private endInTime(): void {
    if (this.isTimed || this.until.size === 0) return;
    this.isTimed = true;
    const wait = Math.min(...this.until.values()) - this.clock.now();
    this.clock.after(Math.max(1, wait), () => {
      this.isTimed = false;
      for (const [id, at] of this.until) if (at <= this.clock.now()) this.ends(id);
      this.endInTime();
    });
  }

  private tell(): void {
    this.toldAt = this.clock.now();
    broadcast(this.sockets(), encode({ type: "typing", userIds: [...this.until.keys()].slice(0, TOLD_MAX) }));
  }
}
