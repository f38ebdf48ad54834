import type { FlushMetrics } from "@/lib/server/metrics";
import type { Clock } from "@/party/ports";
import { FlushStats } from "./flush-stats";

const BACKOFF_FIRST_MS = 250;
const BACKOFF_MAX_MS = 10_000;

export interface FlushTarget {
  /** Moves one batch. Throws when the other side is away. */
  step(): Promise<void>;
  /** How many events wait to be moved. */
  waiting(): number;
  /** How long the first of them may wait, where it is not always the same. In ms. */
  delayMs?(): number;
  /** Told once when the other side goes away, and not again until it has come back. */
  failed(error: unknown): void;
}

/**
 * Moves events somewhere in batches: one batch at a time, the first at most `delayMs` after the first waiting event or when
 * `fullAt` wait (B1), and after a failure again and again with exponential backoff and jitter. With nothing waiting it holds
 * no timer (B2).
 */
export class Flusher {
  private failures = 0;
  private readonly flushes = new FlushStats();
  private isStopped = false;
  private running: Promise<void> | undefined;
  private cancelTimer: (() => void) | undefined;
  private dueAt = 0;

  constructor(
    private readonly target: FlushTarget,
    private readonly clock: Clock,
    private readonly settings: { delayMs: number; fullAt: number },
  ) {}

  get metrics(): FlushMetrics {
    return { failures: this.failures, ...this.flushes.summary() };
  }

  /** Says that something waits now. */
  notify(): void {
    if (this.running || this.isStopped || this.failures > 0 || this.target.waiting() === 0) return;
    if (this.target.waiting() >= this.settings.fullAt) void this.start(this.settings.fullAt);
    else this.schedule(this.target.delayMs?.() ?? this.settings.delayMs);
  }

  /** Moves everything now; resolves when nothing waits or the other side is away. Never throws. */
  async run(): Promise<void> {
    // What runs already may leave a part of a batch for later; this does not.
    await this.running;
    await this.start(1);
  }

  /** For good. Resolves when what is under way has ended: nothing of this pump comes after that. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.dropTimer();
    await this.running;
  }

  private dropTimer(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
  }

  private start(least: number): Promise<void> {
    this.dropTimer();
    this.running ??= this.move(least).finally(() => {
      this.running = undefined;
      this.notify();
    });
    return this.running;
  }

  /** At least one batch, and on while `least` events wait: less than a full batch may gather for the next flush. */
  private async move(least: number): Promise<void> {
    try {
      for (let first = true; !this.isStopped && this.target.waiting() >= (first ? 1 : least); first = false) {
        const begunAt = this.clock.now();
        await this.target.step();
        this.flushes.record(begunAt, this.clock.now());
        this.failures = 0;
      }
      // A step that failed at its very end may have left nothing to do over.
      if (this.target.waiting() === 0) this.failures = 0;
    } catch (error) {
      if (this.failures === 0) this.target.failed(error);
      this.failures++;
      this.schedule(this.backoff());
    }
  }

  private schedule(ms: number): void {
    if (this.isStopped) return;
    const at = this.clock.now() + ms;
    if (this.cancelTimer && this.dueAt <= at) return;
    this.dropTimer();
    this.dueAt = at;
    this.cancelTimer = this.clock.after(ms, () => {
      this.cancelTimer = undefined;
      void this.start(this.settings.fullAt);
    });
  }

  private backoff(): number {
    const ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (this.failures - 1));
    return ceiling / 2 + (this.clock.random() * ceiling) / 2;
  }
}
