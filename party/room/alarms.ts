import type { Store } from "../ports";

/** `drain`: an outbox may be left behind (R3). `sweep`: a connection may have died. */
type Purpose = "drain" | "sweep";

/** Shares the room's one storage alarm between several purposes. It rings at the earliest time that one of them wants. */
export class Alarms {
  private readonly wanted = new Map<Purpose, number>();
  private setFor: number | undefined;
  private setting: Promise<void> = Promise.resolve();

  constructor(private readonly store: Store) {}

  wants(purpose: Purpose): boolean {
    return this.wanted.has(purpose);
  }

  /** Resolves once an alarm at `at` or earlier is durable. The write, if one is needed, starts before this returns. */
  want(purpose: Purpose, at: number): Promise<void> {
    this.wanted.set(purpose, at);
    if (this.setFor !== undefined && this.setFor <= at) return this.setting;
    return this.set(Math.min(...this.wanted.values()));
  }

  async drop(purpose: Purpose): Promise<void> {
    if (!this.wanted.delete(purpose)) return;
    if (this.wanted.size > 0) return this.set(Math.min(...this.wanted.values()));
    this.setFor = undefined;
    await this.store.deleteAlarm();
  }

  /** The alarm has rung, so each purpose must want it again. */
  rang(): void {
    this.wanted.clear();
    this.setFor = undefined;
  }

  /** Storage failed: it is uncertain whether the outbox has an alarm, so it must be set again. */
  doubt(): void {
    this.wanted.delete("drain");
    this.setFor = undefined;
  }

  private set(at: number): Promise<void> {
    if (this.setFor === at) return this.setting;
    this.setFor = at;
    this.setting = this.store.setAlarm(at);
    // The caller sees the failure; the next one must not rely on this alarm.
    this.setting.catch(() => {
      if (this.setFor === at) this.setFor = undefined;
    });
    return this.setting;
  }
}
