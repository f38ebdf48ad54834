import type { InFlight } from "./fault-detector";

type Timer = ReturnType<typeof setTimeout>;

/** The outbox's timers: requests in flight with their deadlines, and requests that wait for a retry. */
export class InFlightRequests {
  private readonly flying = new Map<string, InFlight & { timer: Timer }>();
  private readonly waiting = new Map<string, Timer>();
  private pauseTimer: Timer | undefined;

  get all(): readonly InFlight[] {
    return [...this.flying.values()];
  }

  get isPaused(): boolean {
    return this.pauseTimer !== undefined;
  }

  has(clientId: string): boolean {
    return this.flying.has(clientId) || this.waiting.has(clientId);
  }

  begin(flight: InFlight, timeoutMs: number, unanswered: () => void): void {
    this.flying.set(flight.clientId, { ...flight, timer: setTimeout(unanswered, timeoutMs) });
  }

  /** Pauses all requests, so that later ones do not overtake one that the room refused temporarily. */
  pause(ms: number, then: () => void): void {
    this.pauseTimer ??= setTimeout(() => {
      this.pauseTimer = undefined;
      then();
    }, ms);
  }

  /** Pauses only this request. */
  wait(clientId: string, ms: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.waiting.delete(clientId);
      then();
    }, ms);
    this.waiting.set(clientId, timer);
  }

  /** The request was answered, or must not be sent any more. */
  settle(clientId: string): void {
    clearTimeout(this.flying.get(clientId)?.timer);
    clearTimeout(this.waiting.get(clientId));
    this.flying.delete(clientId);
    this.waiting.delete(clientId);
  }

  stop(): void {
    clearTimeout(this.pauseTimer);
    this.pauseTimer = undefined;
    for (const clientId of [...this.flying.keys(), ...this.waiting.keys()]) this.settle(clientId);
  }
}
