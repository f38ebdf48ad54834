import type { RoomOrder } from "../lib/room-admin";
import type { Clock, Guest, Store } from "./ports";

/** Tickets and calls are good for a second more than they say, and hosts' clocks differ: noted this much longer. In ms. */
const TOLERANCE_MS = 5_000;
/** The web side's instances tell the time to the second. In ms. */
const SAME_MOMENT_MS = 1_000;

/** Orders that the web side signed in one call (lib/room-admin.ts). */
export interface RoomCall {
  id: string;
  /** Epoch ms. */
  expiresAt: number;
  orders: RoomOrder[];
}

/**
 * Whose tickets no longer count although their time is not up (D3): those of sessions that have ended, and those that a user
 * had before being sent away or getting another role. In storage too, since the room may sleep meanwhile; nothing is kept longer than a ticket lives.
 */
export class Withdrawn {
  private until: Map<string, number> | undefined;
  private reading: Promise<Map<string, number>> | undefined;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  /** @throws when storage can't be read. */
  async load(): Promise<void> {
    await this.notes();
  }

  /** Whether a ticket of this guest is good no more. Only after `load`. @param expiresAt the ticket's, epoch ms. */
  has(guest: Pick<Guest, "id" | "sessionId" | "preview">, expiresAt: number): boolean {
    if (this.until?.has(`session:${guest.sessionId}`)) return true;
    const isFromBefore = (subject: string) => {
      const until = this.until?.get(subject);
      // Tickets and calls live equally long, so the one that ends later was made later.
      return until !== undefined && expiresAt <= until + SAME_MOMENT_MS;
    };
    return isFromBefore(ofUser(guest.id)) || (guest.preview === true && isFromBefore(PREVIEWS));
  }

  /** Notes whom the orders send away; false where this call was taken before. @throws when storage fails. */
  async take({ id, expiresAt, orders }: RoomCall): Promise<boolean> {
    const until = await this.notes();
    if (until.has(`call:${id}`)) return false;
    for (const [key, at] of until) if (at < this.clock.now() - TOLERANCE_MS) until.delete(key);
    const subjects = orders.flatMap(subjectsOf);
    for (const key of [`call:${id}`, ...subjects]) until.set(key, expiresAt);
    await this.store.put({ withdrawn: Object.fromEntries(until) });
    return true;
  }

  private async notes(): Promise<Map<string, number>> {
    if (this.until) return this.until;
    this.reading ??= this.store
      .get<Record<string, number>>("withdrawn")
      .then((stored = {}) => {
        this.until = new Map(Object.entries(stored));
        return this.until;
      })
      .finally(() => {
        this.reading = undefined;
      });
    return this.reading;
  }
}

/** Whose tickets from before an order no longer count: they say what is not so any more. */
function subjectsOf(order: RoomOrder): string[] {
  if (order.type === "role" || order.type === "receipts") return [ofUser(order.userId)];
  if (order.type === "open" && order.recheck) return [PREVIEWS];
  if (order.type !== "close") return [];
  return "sessions" in order ? order.sessions.map(ofSession) : order.users.map(ofUser);
}

/** The key for all previews of a room that was made private. */
const PREVIEWS = "previews";
const ofSession = (id: string) => `session:${id}`;
const ofUser = (id: string) => `user:${id}`;
