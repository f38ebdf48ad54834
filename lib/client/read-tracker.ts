/** At most one word about it in this time. In ms. */
const GAP_MS = 1_000;

/** Tells the room how far one has read: never less than before, now and then, and again where the room has forgotten. */
export class ReadTracker {
  private upTo = 0;
  private said = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param say false where there is no connection to say it on. */
  constructor(private readonly say: (seq: number) => boolean) {}

  read(seq: number): void {
    this.upTo = Math.max(this.upTo, seq);
    this.sayIfNew();
  }

  /** @param known how far the room believes one has read. */
  joined(known: number): void {
    this.said = known;
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
