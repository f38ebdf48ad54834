import type { Store } from "@/party/ports";

/**
 * `drain`: unarchived events may be left over from an eviction (R3). `sweep`: a connection may have died. `tell`:
 * inboxes wait for the notifier's next round.
 */
type Purpose = "drain" | "sweep" | "tell";

/** Shares the room's single storage alarm between several purposes. It rings at the earliest requested time. */
export class Alarms {
  private readonly wanted = new Map<Purpose, number>();
  private setFor: number | undefined;
  private setting: Promise<void> = Promise.resolve();
  /** Whether storage has confirmed the alarm. If an unconfirmed alarm fails, a write that relies on it has none. */
  private isConfirmed = false;
  private rings = 0;

  constructor(private readonly store: Store) {}

  /** Learns of the alarm that was set before the room slept, so that it need not be set again. */
  async load(): Promise<void> {
    const { rings } = this;
    if (this.setFor !== undefined) return;
    const at = await this.store.alarm();
    if (at === undefined || this.setFor !== undefined || this.rings !== rings) return;
    this.setFor = at;
    this.isConfirmed = true;
  }

  /** Whether an alarm for this purpose is set. */
  wants(purpose: Purpose): boolean {
    return this.setFor !== undefined && this.isConfirmed && this.wanted.has(purpose);
  }

  /**
   * Sets an alarm at `at` or earlier, unless one up to `latest` is set. Resolves once it is durable. The write, if one is needed, starts
   * before this returns.
   */
  want(purpose: Purpose, at: number, latest = at): Promise<void> {
    if (this.setFor !== undefined && this.setFor <= latest && this.isConfirmed) {
      this.wanted.set(purpose, Math.max(at, this.setFor));
      return this.setting;
    }
    this.wanted.set(purpose, at);
    return this.set(Math.min(...this.wanted.values()));
  }

  /** The purpose needs no alarm any more. An alarm that is set still rings: hosts bill its deletion like a wake-up. */
  release(purpose: Purpose): void {
    this.wanted.delete(purpose);
  }

  /**
   * Call it when the alarm has rung. Returns the purposes that are due only later; `rearm` sets the alarm again for
   * them. Every other purpose may be due: after a wake-up all of them, since the times were only in memory.
   */
  rang(): ReadonlySet<Purpose> {
    const { wanted, setFor } = this;
    this.setFor = undefined;
    this.rings++;
    for (const [purpose, at] of wanted) if (setFor === undefined || at <= setFor) wanted.delete(purpose);
    return new Set(wanted.keys());
  }

  /** Sets the alarm for the purposes that still need it. */
  async rearm(): Promise<void> {
    if (this.wanted.size > 0) await this.set(Math.min(...this.wanted.values()));
  }

  /** Cancels the alarm for all purposes. */
  async clear(): Promise<void> {
    this.wanted.clear();
    this.setFor = undefined;
    await this.store.deleteAlarm();
  }

  /**
   * Call it after a storage failure: it is uncertain whether unarchived events have an alarm, so it must be set again.
   */
  doubt(): void {
    this.wanted.delete("drain");
    this.setFor = undefined;
  }

  private set(at: number): Promise<void> {
    if (this.setFor === at && this.isConfirmed) return this.setting;
    this.setFor = at;
    this.isConfirmed = false;
    const setting = this.store.setAlarm(at);
    this.setting = setting;
    const isLatest = () => this.setting === setting && this.setFor === at;
    // This caller gets the failure. The next caller must not rely on the alarm that was not set.
    setting.then(
      () => {
        if (isLatest()) this.isConfirmed = true;
      },
      () => {
        if (isLatest()) this.setFor = undefined;
      },
    );
    return setting;
  }
}
