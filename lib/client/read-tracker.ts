/** At most one `read` frame in this time. */
const GAP_MS = 1_000;

/**
 * Reports the user's read position to the room: it never goes back, is throttled, and is repeated if the room has
 * forgotten it.
 */
export class ReadTracker {
  private upTo = 0;
  private said = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param say sends a frame; returns false if there is no connection */
  constructor(private readonly say: (seq: number) => boolean) {}

  read(seq: number): void {
    this.upTo = Math.max(this.upTo, seq);
    this.sayIfNew();
  }

  /** @param known the read position that the room has */
  joined(known: number): void {
    this.said = known;
    this.sayIfNew();
  }

  /** Reports at once what the throttle holds back, since the page is about to end. */
  flush(): void {
    this.stop();
    this.sayIfNew();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private sayIfNew(): void {
    if (this.timer || this.upTo <= this.said || !this.say(this.upTo)) return;
    this.said = this.upTo;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.sayIfNew();
    }, GAP_MS);
  }
}
