import type { FlushMetrics } from "@/lib/server/metrics";
import type { Clock } from "@/party/ports";
import { FlushStats } from "./flush-stats";

/** At most this many events in one flush. */
export const BATCH_MAX = 500;
/** A durable event after a pause waits this long for further ones. */
export const FLUSH_DELAY_MS = 200;
/** While users talk, a store gets one flush in this time: the longest time that an event waits for its flush (B1, B4). */
const FLUSH_GAP_MS = 1_000;
const BACKOFF_FIRST_MS = 250;
const BACKOFF_MAX_MS = 10_000;

export interface FlushTarget {
  /** Writes one batch. @throws if the store is unavailable */
  step(): Promise<void>;
  /** The number of waiting events; 1 for other waiting data. From BATCH_MAX on, the flush starts at once. */
  waiting(): number;
  /** How long the first of them waits for further ones; FLUSH_DELAY_MS if missing. */
  delayMs?(): number;
  /** Called once when the store becomes unavailable, and again only after a success. */
  failed(error: unknown): void;
}

/**
 * Writes events to a store in batches, one at a time: the first after `delayMs`, then one per FLUSH_GAP_MS, or when BATCH_MAX
 * events wait (B1, B4), and after a failure with exponential backoff and jitter. It has no timer while nothing waits (B2).
 */
export class Flusher {
  private failures = 0;
  private readonly flushes = new FlushStats();
  private isStopped = false;
  private running: Promise<void> | undefined;
  private cancelTimer: (() => void) | undefined;
  private dueAt = 0;
  private begunAt = Number.NEGATIVE_INFINITY;
  private isUrgent = false;

  constructor(
    private readonly target: FlushTarget,
    private readonly clock: Clock,
  ) {}

  get metrics(): FlushMetrics {
    return { failures: this.failures, ...this.flushes.summary() };
  }

  /** Call it when something has begun to wait. @param isUrgent it must not wait for FLUSH_GAP_MS */
  notify(isUrgent = false): void {
    this.isUrgent ||= isUrgent;
    if (this.running || this.isStopped || this.failures > 0 || this.target.waiting() === 0) return;
    if (this.target.waiting() >= BATCH_MAX) void this.start(BATCH_MAX);
    else this.schedule(Math.max(this.target.delayMs?.() ?? FLUSH_DELAY_MS, this.isUrgent ? 0 : this.gapLeft));
  }

  private get gapLeft(): number {
    // Capped, because the host's clock may have stepped back.
    return Math.min(this.begunAt + FLUSH_GAP_MS - this.clock.now(), FLUSH_GAP_MS);
  }

  /** Flushes now; resolves when nothing waits or the store is unavailable. Never throws. */
  async run(): Promise<void> {
    // A flush in progress may leave less than a batch for later, so another one follows it.
    await this.running;
    await this.start(1);
  }

  /** Stops permanently. Resolves when the write in progress has ended. */
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
    this.running ??= this.flush(least).finally(() => {
      this.running = undefined;
      this.notify();
    });
    return this.running;
  }

  /** Writes one batch, and further ones while at least `least` events wait. A smaller rest waits for the next flush. */
  private async flush(least: number): Promise<void> {
    try {
      for (let first = true; !this.isStopped && this.target.waiting() >= (first ? 1 : least); first = false) {
        this.begunAt = this.clock.now();
        this.isUrgent = false;
        await this.target.step();
        this.flushes.record(this.begunAt, this.clock.now());
        this.failures = 0;
      }
      // A step that failed at its very end may have left nothing to retry.
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
      void this.start(BATCH_MAX);
    });
  }

  private backoff(): number {
    const ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (this.failures - 1));
    return ceiling / 2 + (this.clock.random() * ceiling) / 2;
  }
}
