import type { FlushMetrics } from "@/lib/server/metrics";

const KEPT = 100;

/** Durations of the last flushes to one store. In memory only. */
export class FlushStats {
  private readonly took: number[] = [];
  private lastAt: number | undefined;

  /** Records a success. Times in epoch ms. */
  record(begunAt: number, endedAt: number): void {
    this.lastAt = endedAt;
    // A host's clock may step back.
    this.took.push(Math.max(0, endedAt - begunAt));
    if (this.took.length > KEPT) this.took.shift();
  }

  summary(): Omit<FlushMetrics, "failures"> {
    const sorted = this.took.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1];
    return { lastAt: this.lastAt, lastMs: this.took.at(-1), p50Ms: at(0.5), p99Ms: at(0.99) };
  }
}
