/** Whoever types says so again after this. In ms. */
const REPEAT_MS = 3_000;
/** The room takes it back after 5 s; should that word be lost, it ends here. In ms. */
const ENDS_AFTER_MS = 6_000;

/** Who types: tells the room of oneself, and keeps what it tells of others no longer than it can be true. */
export class TypingIndicator {
  private saidAt = Number.NEGATIVE_INFINITY;
  private isOn = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param say false where there is no connection to say it on. */
  constructor(
    private readonly say: (on: boolean) => boolean,
    private readonly show: (userIds: readonly string[]) => void,
  ) {}

  /** Reports whether this user is typing; called at every change of the text. */
  set(on: boolean): void {
    // Monotonic, unlike Date.now().
    if (on ? performance.now() - this.saidAt < REPEAT_MS : !this.isOn) return;
    if (!this.say(on)) return;
    this.isOn = on;
    this.saidAt = on ? performance.now() : Number.NEGATIVE_INFINITY;
  }

  /** The message has gone out, or the connection: the room knows by itself. */
  forget(): void {
    this.isOn = false;
    this.saidAt = Number.NEGATIVE_INFINITY;
  }

  /** Others, as the room tells. */
  told(userIds: readonly string[]): void {
    if (userIds.length === 0 && !this.timer) return;
    clearTimeout(this.timer);
    this.timer = userIds.length > 0 ? setTimeout(() => this.told([]), ENDS_AFTER_MS) : undefined;
    this.show(userIds);
  }

  /** Nobody is known to type any more. */
  stop(): void {
    this.forget();
    this.told([]);
  }
}
