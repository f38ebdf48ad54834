import type { Flight } from "./suspects";

type Timer = ReturnType<typeof setTimeout>;

/** The outbox's clocks: what is on its way and until when it must be answered, and what waits before it goes again. */
export class Flights {
  private readonly flying = new Map<string, Flight & { timer: Timer }>();
  private readonly waiting = new Map<string, Timer>();
  private pauseTimer: Timer | undefined;

  get all(): readonly Flight[] {
    return [...this.flying.values()];
  }

  get isPaused(): boolean {
    return this.pauseTimer !== undefined;
  }

  has(clientId: string): boolean {
    return this.flying.has(clientId) || this.waiting.has(clientId);
  }

  begin(flight: Flight, timeoutMs: number, unanswered: () => void): void {
    this.flying.set(flight.clientId, { ...flight, timer: setTimeout(unanswered, timeoutMs) });
  }

  /** Holds everything back, so that what was written later does not overtake what the room could not take yet. */
  pause(ms: number, then: () => void): void {
    this.pauseTimer ??= setTimeout(() => {
      this.pauseTimer = undefined;
      then();
    }, ms);
  }

  /** Holds this one back alone. */
  wait(clientId: string, ms: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.waiting.delete(clientId);
      then();
    }, ms);
    this.waiting.set(clientId, timer);
  }

  /** It has its answer, or is no longer to be sent. */
  land(clientId: string): void {
    clearTimeout(this.flying.get(clientId)?.timer);
    clearTimeout(this.waiting.get(clientId));
    this.flying.delete(clientId);
    this.waiting.delete(clientId);
  }

  stop(): void {
    clearTimeout(this.pauseTimer);
    this.pauseTimer = undefined;
    for (const clientId of [...this.flying.keys(), ...this.waiting.keys()]) this.land(clientId);
  }
}
