import type { Failure } from "./requests";

/** A request that was sent and has no answer yet. */
export interface Flight {
  clientId: string;
  /** Of its frame. */
  bytes: number;
  /** Epoch ms. */
  since: number;
}
export interface Culprit {
  clientId: string;
  reason: Failure;
}

/** The far end got a frame that is longer than it takes. */
const TOO_BIG = 1009;
/** Ends that have nothing to do with what was sent: on purpose, a restart, not reading, an old ticket. */
const INNOCENT: readonly number[] = [1000, 1001, 1012, 1013, 4001];
/** A connection that ends so soon after a request may have ended because of it. */
const SOON_MS = 3_000;
/** So often in a row is no coincidence. */
const STRIKES_MAX = 3;

/**
 * Finds the request that its own sending breaks, so that it does not go again for ever: by a close code or a refusal that says
 * so, else by sending what was in flight one at a time and seeing with which of them the connection breaks again and again.
 */
export class Suspects {
  private readonly strikes = new Map<string, number>();
  /** Connections in a row that ended soon after a request. */
  private breaks = 0;

  /** Whether requests go one at a time, each after the answer to the one before. A single break is no reason. */
  get areThere(): boolean {
    return this.breaks > 1 && this.strikes.size > 0;
  }

  /** A connection ended with this close code while these were in flight. */
  broke(code: number, flights: readonly Flight[], now: number): Culprit | undefined {
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

  /** Nothing but the longest can have been too long for the far end. */
  tooBig(flights: readonly Flight[]): Culprit | undefined {
    const [longest] = [...flights].sort((a, b) => b.bytes - a.bytes);
    return longest && { clientId: longest.clientId, reason: "too_long" };
  }

  /** It has its answer, or is no longer to be sent. */
  forget(clientId: string): void {
    this.strikes.delete(clientId);
    if (this.strikes.size === 0) this.breaks = 0;
  }
}
