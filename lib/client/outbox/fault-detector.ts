import type { RequestFailure } from "./requests";

/** A request that was sent and has no answer yet. */
export interface InFlight {
  clientId: string;
  /** Size of its frame. */
  bytes: number;
  /** Epoch ms. */
  since: number;
}
export interface FaultyRequest {
  clientId: string;
  reason: RequestFailure;
}

/** The server received a frame over its limit. */
const TOO_BIG = 1009;
/**
 * Close codes that the sent frames do not cause: a normal close, a restart, a request to try again later, a bad ticket.
 */
const INNOCENT: readonly number[] = [1000, 1001, 1012, 1013, 4001];
/** A connection that ends within this time after a request may have ended because of it. */
const SOON_MS = 3_000;
/** A request that was alone in flight in this many breaks counts as their cause. */
const STRIKES_MAX = 3;

/**
 * Finds a request that breaks the connection each time it is sent, so that it is not retried forever: by the close code or the
 * refusal, or else by sending the requests in flight one at a time and counting the breaks of each.
 */
export class FaultDetector {
  private readonly strikes = new Map<string, number>();
  /** Connections in a row that ended soon after a request. */
  private breaks = 0;

  /** Whether requests must go one at a time, each after the previous answer. A single break is no reason. */
  get needsSingleFile(): boolean {
    return this.breaks > 1 && this.strikes.size > 0;
  }

  /** A connection ended with this close code while these were in flight. */
  broke(code: number, flights: readonly InFlight[], now: number): FaultyRequest | undefined {
    if (code === TOO_BIG) return this.tooBig(flights);
    if (INNOCENT.includes(code)) return undefined;
    const recent = flights.filter(({ since }) => now - since < SOON_MS);
    const [only, ...others] = recent;
    if (!only) return undefined;
    this.breaks++;
    if (others.length > 0) {
      for (const { clientId } of recent) this.strikes.set(clientId, this.strikes.get(clientId) ?? 0);
      return undefined;
    }
    const strikes = (this.strikes.get(only.clientId) ?? 0) + 1;
    this.strikes.set(only.clientId, strikes);
    return strikes < STRIKES_MAX ? undefined : { clientId: only.clientId, reason: "dropped" };
  }

  /** The longest request in flight is the one that was too long. */
  tooBig(flights: readonly InFlight[]): FaultyRequest | undefined {
    const [longest] = [...flights].sort((a, b) => b.bytes - a.bytes);
    return longest && { clientId: longest.clientId, reason: "too_long" };
  }

  /** The request was answered, or must not be sent any more. */
  forget(clientId: string): void {
    this.strikes.delete(clientId);
    if (this.strikes.size === 0) this.breaks = 0;
  }
}
