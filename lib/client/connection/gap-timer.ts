/** Used if a refusal does not have `retryAfterMs`. */
const RETRY_MS = 1_000;

/** Requests the events that are missing in a gap: once, and again after a refusal. */
export class GapTimer {
  private isAsked = false;

  /** @param ask sends `sync`; returns false if there is no connection */
  constructor(private readonly ask: () => boolean) {}

  noticed(): void {
    if (!this.isAsked) this.isAsked = this.ask();
  }

  /** Call it when an event followed without a gap, at a welcome, and when the connection is gone. */
  filled(): void {
    this.isAsked = false;
  }

  /** A refusal without a clientId refuses the sync, if one is in progress. */
  refused(retryAfterMs = RETRY_MS): void {
    if (!this.isAsked) return;
    setTimeout(() => {
      if (this.isAsked) this.isAsked = this.ask();
    }, retryAfterMs);
  }
}
