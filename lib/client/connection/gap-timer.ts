/** Used where a refusal does not say when to ask again. In ms. */
const RETRY_MS = 1_000;

/** A gap in what the room has told: asked for once, and again where that was refused. */
export class GapTimer {
  private isAsked = false;

  /** @param ask says `sync`; false where there is no connection to say it on. */
  constructor(private readonly ask: () => boolean) {}

  noticed(): void {
    if (!this.isAsked) this.isAsked = this.ask();
  }

  /** What came next follows on what was there, or there is no connection. */
  filled(): void {
    this.isAsked = false;
  }

  /** A refusal that names no send was of a sync, should one be under way. */
  refused(retryAfterMs = RETRY_MS): void {
    if (!this.isAsked) return;
    setTimeout(() => {
      if (this.isAsked) this.isAsked = this.ask();
    }, retryAfterMs);
  }
}
