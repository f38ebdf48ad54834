import type { Clock } from "./ports";

interface Bucket {
  tokens: number;
  at: number;
}

/** A token bucket a user: `rate` messages a second, `burst` at once (D5). */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly limits: { rate: number; burst: number },
    private readonly clock: Clock,
  ) {}

  /** 0 when the user may send, else how many ms until they may. */
  take(userId: string): number {
    const now = this.clock.now();
    const bucket = this.buckets.get(userId) ?? { tokens: this.limits.burst, at: now };
    bucket.tokens = Math.min(
      this.limits.burst,
      bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * this.limits.rate,
    );
    bucket.at = now;
    this.buckets.set(userId, bucket);
    if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) / this.limits.rate) * 1000);
    bucket.tokens -= 1;
    return 0;
  }

  /** Forgets full buckets: they say nothing, and a long-lived room must not collect them. */
  prune(): void {
    const refillMs = (this.limits.burst / this.limits.rate) * 1000;
    for (const [userId, { at }] of this.buckets) {
      if (this.clock.now() - at > refillMs) this.buckets.delete(userId);
    }
  }
}
