import type { Clock } from "./ports";

const BACKOFF_FIRST_MS = 250;
const BACKOFF_MAX_MS = 10_000;

export interface Pumped {
  /** Moves one batch. Throws when the other side is away. */
  step(): Promise<void>;
  /** How many events wait to be moved. */
  waiting(): number;
  /** Told once when the other side goes away, and not again until it has come back. */
  failed(error: unknown): void;
}

/**
 * Moves events somewhere in batches: one batch at a time, the first at most `delayMs` after the first waiting event or when
 * `fullAt` wait (B1), and after a failure again and again with exponential backoff and jitter. With nothing waiting it holds
 * no timer (B2).
 */
export class Pump {
  private failures = 0;
  private running: Promise<void> | undefined;
  private cancelTimer: (() => void) | undefined;

  constructor(
    private readonly pumped: Pumped,
    private readonly clock: Clock,
    private readonly settings: { delayMs: number; fullAt: number },
  ) {}

  /** Says that something waits now. */
  nudge(): void {
    if (this.running || this.failures > 0) return;
    if (this.pumped.waiting() >= this.settings.fullAt) void this.run();
    else this.schedule(this.settings.delayMs);
  }

  /** Moves everything now; resolves when nothing waits or the other side is away. Never throws. */
  run(): Promise<void> {
    this.stop();
    this.running ??= this.moveAll().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** Drops the timer: for a room that starts over. */
  stop(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
  }

  private async moveAll(): Promise<void> {
    try {
      while (this.pumped.waiting() > 0) {
        await this.pumped.step();
        this.failures = 0;
      }
    } catch (error) {
      if (this.failures === 0) this.pumped.failed(error);
      this.failures++;
      this.schedule(this.backoff());
    }
  }

  private schedule(ms: number): void {
    this.cancelTimer ??= this.clock.after(ms, () => {
      this.cancelTimer = undefined;
      void this.run();
    });
  }

  private backoff(): number {
    const ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (this.failures - 1));
    return ceiling / 2 + (this.clock.random() * ceiling) / 2;
  }
}
