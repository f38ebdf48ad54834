/** When uploads that failed for a passing reason are tried again. */

const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;
/** The storage may refuse this many uploads of a file before it counts as failed. */
const REFUSALS_MAX = 5;

export class Retries {
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly refusals = new Map<string, number>();

  constructor(private readonly again: () => void) {}

  /** Whether nothing is uploaded now: the device is offline, or the last attempt has just failed. */
  get isPaused(): boolean {
    return this.timer !== undefined || globalThis.navigator?.onLine === false;
  }

  /** Retries at once when the device is online again. */
  open(): () => void {
    const online = () => {
      this.reset();
      this.again();
    };
    globalThis.window?.addEventListener("online", online);
    return () => globalThis.window?.removeEventListener("online", online);
  }

  pause(afterMs = 0): void {
    const delay = Math.max(afterMs, Math.min(LONGEST_MS, FIRST_MS * 2 ** this.failures));
    this.failures++;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.again();
    }, delay);
  }

  reset(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.failures = 0;
  }

  /** Counts a refused upload of a file. */
  isExhausted(id: string): boolean {
    const refusals = (this.refusals.get(id) ?? 0) + 1;
    this.refusals.set(id, refusals);
    return refusals >= REFUSALS_MAX;
  }

  succeeded(id: string): void {
    this.failures = 0;
    this.refusals.delete(id);
  }
}
