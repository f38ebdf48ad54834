/** A page's idea of the server's time, for every screen: the device's clock may be wrong by hours. */

/** A Date header and a ticket tell the time to the second, and are some time on their way: within this the device is right. */
const TOLERANCE_MS = 2_000;
/** How often screens that tell ages look at the clock again. */
const TICK_MS = 30_000;

export class ServerClock {
  private skewMs = 0;
  private isKnown = false;
  private shownAt: number;
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly listeners = new Set<() => void>();

  /** @param deviceNow the device's clock, in epoch milliseconds. */
  constructor(private readonly deviceNow: () => number = () => Date.now()) {
    this.shownAt = deviceNow();
  }

  /** Now, by the server's clock as far as is known. */
  readonly now = (): number => this.deviceNow() + this.skewMs;

  /**
   * Takes in the server's time. Always the newest word counts, since somebody may set the device's clock while a page is open.
   * @param serverMs the server's time, epoch milliseconds.
   * @param deviceMs what the device's clock said then.
   */
  learn(serverMs: number, deviceMs: number = this.deviceNow()): void {
    if (!Number.isFinite(serverMs)) return;
    const skewMs = serverMs - deviceMs;
    const next = Math.abs(skewMs) > TOLERANCE_MS ? skewMs : 0;
    this.isKnown = true;
    // Each answer is some milliseconds off: not worth drawing everything again.
    if (Math.abs(next - this.skewMs) <= TOLERANCE_MS) return;
    this.skewMs = next;
    this.tick();
  }

  /** Takes in when the page was rendered, unless an answer has told the time already. */
  seed(serverMs: number, deviceMs: number): void {
    if (!this.isKnown) this.learn(serverMs, deviceMs);
  }

  /** For `useSyncExternalStore`: the time of the last tick. */
  readonly shown = (): number => this.shownAt;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (this.listeners.size === 1) this.start();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop();
    };
  };

  private start(): void {
    this.timer = setInterval(this.tick, TICK_MS);
    // A page in the background has its timers slowed down or stopped.
    globalThis.document?.addEventListener("visibilitychange", this.tick);
    if (this.now() - this.shownAt > TOLERANCE_MS) queueMicrotask(this.tick);
  }

  private stop(): void {
    clearInterval(this.timer);
    globalThis.document?.removeEventListener("visibilitychange", this.tick);
  }

  private readonly tick = (): void => {
    this.shownAt = this.now();
    for (const listener of this.listeners) listener();
  };
}

/** The page's clock. */
export const serverClock = new ServerClock();

/** Learns from an answer of our own server. */
export function learnFrom(headers: Headers): void {
  const date = Date.parse(headers.get("date") ?? "");
  // Rounded down to the second: on average half of one is missing.
  serverClock.learn(date + 500);
}
