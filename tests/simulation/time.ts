const START = Date.UTC(2026, 0, 1);

interface Timer {
  at: number;
  run: () => void;
  owner: object;
}

/** Virtual time: it moves only when the run says so. */
export class SimTime {
  /** Epoch ms. */
  now = START;
  private timers: Timer[] = [];

  /** @param owner whose timer it is: what dies takes its timers with it. */
  after(ms: number, run: () => void, owner: object): () => void {
    const timer = { at: this.now + Math.max(1, Math.ceil(ms)), run, owner };
    this.timers.push(timer);
    return () => {
      const index = this.timers.indexOf(timer);
      if (index >= 0) this.timers.splice(index, 1);
    };
  }

  /** The next timer's time, or Infinity. */
  get next(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { at } of this.timers) if (at < next) next = at;
    return next;
  }

  /** Runs the earliest timer that is due; false where none is. */
  fire(): boolean {
    let first: Timer | undefined;
    for (const timer of this.timers) if (timer.at <= this.now && (!first || timer.at < first.at)) first = timer;
    if (!first) return false;
    this.timers.splice(this.timers.indexOf(first), 1);
    first.run();
    return true;
  }

  drop(owner: object): void {
    this.timers = this.timers.filter((timer) => timer.owner !== owner);
  }
}

/** Lets every promise that can go on go on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
