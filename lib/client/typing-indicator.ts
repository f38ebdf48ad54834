/** A typist repeats the frame after this time. */
const REPEAT_MS = 3_000;
/** The room ends a typing state after 5 s. If the frame that says so is lost, the client ends the state after this time. */
const ENDS_AFTER_MS = 6_000;

/** Reports this user's typing, and ends that of others when it expires. */
export class TypingIndicator {
  private saidAt = Number.NEGATIVE_INFINITY;
  private isOn = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param say sends a frame; returns false if there is no connection */
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

  /** Call it when the message was sent or the connection is gone: then the room ends the typing state by itself. */
  forget(): void {
    this.isOn = false;
    this.saidAt = Number.NEGATIVE_INFINITY;
  }

  /** Applies the room's update about others. */
  update(userIds: readonly string[]): void {
    if (userIds.length === 0 && !this.timer) return;
    clearTimeout(this.timer);
    this.timer = userIds.length > 0 ? setTimeout(() => this.update([]), ENDS_AFTER_MS) : undefined;
    this.show(userIds);
  }

  /** Forgets all typists. */
  stop(): void {
    this.forget();
    this.update([]);
  }
}
