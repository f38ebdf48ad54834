/** A page's estimate of the server's time, for every screen: the device's clock may be wrong by hours. */

/**
 * Date headers and tickets are rounded to seconds and arrive late. Within this difference the device's clock counts as
 * right.
 */
const TOLERANCE_MS = 2_000;
/** How often screens that show ages read the clock again. */
const TICK_MS = 30_000;

export class ServerClock {
  private skewMs = 0;
  private isKnown = false;
  /** Both clocks at the last call. */
  private seen: { deviceMs: number; steadyMs: number };
  private shownAt: number;
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly listeners = new Set<() => void>();

  /**
   * @param deviceNow the device's clock, in epoch milliseconds
   * @param steadyNow a monotonic clock, in milliseconds; it may stop while the device sleeps
   */
  constructor(
    private readonly deviceNow: () => number = () => Date.now(),
    private readonly steadyNow: () => number = () => performance.now(),
  ) {
    this.seen = { deviceMs: deviceNow(), steadyMs: steadyNow() };
    this.shownAt = this.seen.deviceMs;
  }

  /** The current time by the server's clock, as far as known. */
  readonly now = (): number => {
    const deviceMs = this.look();
    return deviceMs + this.skewMs;
  };

  /** Reads the device's clock. If somebody has set it since the last call, the skew is adjusted. */
  private look(): number {
    const now = { deviceMs: this.deviceNow(), steadyMs: this.steadyNow() };
    const expectedMs = this.seen.deviceMs + this.skewMs + (now.steadyMs - this.seen.steadyMs);
    const jumpMs = now.deviceMs + this.skewMs - expectedMs;
    this.seen = now;
    // A jump forward may be a sleep. It was a correction if the clock is now right without the skew.
    const isSet = jumpMs < 0 || Math.abs(now.deviceMs - expectedMs) <= TOLERANCE_MS;
    if (this.isKnown && Math.abs(jumpMs) > TOLERANCE_MS && isSet) this.skewMs = skewOf(expectedMs, now.deviceMs);
    return now.deviceMs;
  }

  /**
   * Sets the server's time. The newest value always wins, since the device's clock may be set while a page is open.
   * @param serverMs the server's time, epoch milliseconds
   * @param deviceMs the device's clock at that moment
   */
  learn(serverMs: number, deviceMs: number = this.deviceNow()): void {
    if (!Number.isFinite(serverMs)) return;
    this.look();
    const next = skewOf(serverMs, deviceMs);
    this.isKnown = true;
    // Each response is some milliseconds off, which is not worth a render.
    if (Math.abs(next - this.skewMs) <= TOLERANCE_MS) return;
    this.skewMs = next;
    this.tick();
  }

  /** Sets the server's time at which the page was rendered, unless a response has given a better one. */
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
    // Timers of background pages are slowed down or stopped.
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

/** 0: the device's clock is right. */
function skewOf(serverMs: number, deviceMs: number): number {
  const skewMs = serverMs - deviceMs;
  return Math.abs(skewMs) > TOLERANCE_MS ? skewMs : 0;
}

/** The page's clock. */
export const serverClock = new ServerClock();

/** Sets the time from a response of our own server. */
export function learnFrom(headers: Headers): void {
  const date = Date.parse(headers.get("date") ?? "");
  // The header is rounded down to the second: on average half a second is missing.
  serverClock.learn(date + 500);
}
