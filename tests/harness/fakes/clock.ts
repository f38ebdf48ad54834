import type { Clock } from "@/party/ports";

interface Timer {
  at: number;
  run: () => void;
  owner: object | undefined;
}

/** Virtual time. Only a test advances it. */
export class FakeClock implements Clock {
  private time: number;
  private timers: Timer[] = [];

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.time = start;
  }

  now() {
    return this.time;
  }

  random() {
    return 0.5;
  }

  /** @param owner the object whose timers `drop` cancels */
  after(ms: number, run: () => void, owner?: object) {
    const timer = { at: this.time + Math.max(1, Math.ceil(ms)), run, owner };
    this.timers.push(timer);
    return () => {
      const index = this.timers.indexOf(timer);
      if (index >= 0) this.timers.splice(index, 1);
    };
  }

  get pending(): number {
    return this.timers.length;
  }

  /** When the next timer is due, or Infinity. */
  get next(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { at } of this.timers) if (at < next) next = at;
    return next;
  }

  /** Cancels all timers, as an eviction does. */
  clear(): void {
    this.timers = [];
  }

  drop(owner: object): void {
    this.timers = this.timers.filter((timer) => timer.owner !== owner);
  }

  /** Moves time without running timers, and never back. */
  moveTo(at: number): void {
    this.time = Math.max(this.time, at);
  }

  /** Runs the earliest timer that is due, if any. */
  fire(): void {
    let first: Timer | undefined;
    for (const timer of this.timers) if (timer.at <= this.time && (!first || timer.at < first.at)) first = timer;
    if (!first) return;
    this.timers.splice(this.timers.indexOf(first), 1);
    first.run();
  }

  /** Advances time, runs each timer when it is due, and lets its promises settle. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settle();
    while (this.next <= end) {
      this.moveTo(this.next);
      this.fire();
      await settle();
    }
    this.moveTo(end);
  }
}

/** Lets every promise continue. These tests wait only for promises and the clock. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
