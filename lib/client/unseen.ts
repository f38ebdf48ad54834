/** A page's unseen notifications. unseen-updates.ts, which is not in the first load, follows the inbox's updates. */
import type { Unseen } from "@/lib/protocol/http/notifications";

export interface UnseenEntry extends Unseen {
  /** When an update reported it (the server's time, epoch ms); undefined: the API did. */
  addedAt?: number;
}

export class UnseenEntries {
  entries: readonly UnseenEntry[] = [];
  /** How many of them count: all, until `countUnseen` is loaded. */
  count = 0;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(entries: readonly UnseenEntry[], count = entries.length): void {
    this.entries = entries;
    this.count = count;
    for (const listener of this.listeners) listener();
  }

  /** Handles the API's answer to a request of `askedAt`. Replaced by `withAnswer`, once it is loaded. */
  answered = (answer: readonly Unseen[], _askedAt: number): void => this.set(answer);
}
