import type { Clock } from "@/party/room/ports";

export class FakeClock implements Clock {
  private time: number;
  private timers: Array<{ at: number; run: () => void }> = [];

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.time = start;
  }

  now() {
    return this.time;
  }

  random() {
    return 0.5;
  }

  after(ms: number, run: () => void) {
    const timer = { at: this.time + Math.max(1, Math.ceil(ms)), run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((each) => each !== timer);
    };
  }

  get pending(): number {
    return this.timers.length;
  }

  /** A room that has been evicted has no timers left. */
  clear(): void {
    this.timers = [];
  }

  /** Moves time on, running timers as they fall due and letting what they start settle. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settle();
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.timers = this.timers.filter((each) => each !== due);
      this.time = Math.max(this.time, due.at);
      due.run();
      await settle();
    }
    this.time = end;
  }
}

/** Lets every promise that can go on go on: nothing here waits for anything but promises and the fake clock. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
