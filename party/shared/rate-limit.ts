import type { Clock } from "@/party/ports";

interface Bucket {
  tokens: number;
  at: number;
}

/** A token bucket per user: `rate` tokens a second, `burst` at once (D5). */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly limits: { rate: number; burst: number },
    private readonly clock: Clock,
  ) {}

  /** Takes a token. Returns 0, or the ms until there is one. */
  take(userId: string): number {
    const bucket = this.bucketOf(userId);
    if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) / this.limits.rate) * 1000);
    bucket.tokens -= 1;
    return 0;
  }

  /** Takes tokens for finished work, so the bucket may go below zero. */
  charge(userId: string, tokens: number): void {
    this.bucketOf(userId).tokens -= tokens;
  }

  /** Deletes full buckets: they carry no information, and a long-lived room must not collect them. */
  prune(): void {
    for (const userId of this.buckets.keys()) {
      if (this.bucketOf(userId).tokens >= this.limits.burst) this.buckets.delete(userId);
    }
  }

  private bucketOf(userId: string): Bucket {
    const now = this.clock.now();
    const bucket = this.buckets.get(userId) ?? { tokens: this.limits.burst, at: now };
    const more = (Math.max(0, now - bucket.at) / 1000) * this.limits.rate;
    bucket.tokens = Math.min(this.limits.burst, bucket.tokens + more);
    bucket.at = now;
    this.buckets.set(userId, bucket);
    return bucket;
  }
}
