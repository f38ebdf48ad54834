import type { Clock } from "@/party/ports";

/** Going through all tickets at every join would be too expensive while many users join. */
const PRUNE_EVERY_MS = 1_000;

/** Tickets that have opened a socket: a second use is refused while the room is awake (D1). */
export class UsedTickets {
  private readonly expiry = new Map<string, number>();
  private prunedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly clock: Clock) {}

  /**
   * Returns false if the ticket was used before. @param expiresAt epoch ms; after it the gateway refuses the ticket
   * anyway
   */
  use(ticketId: string, expiresAt: number): boolean {
    this.prune();
    if (this.expiry.has(ticketId)) return false;
    this.expiry.set(ticketId, expiresAt);
    return true;
  }

  private prune(): void {
    const now = this.clock.now();
    if (now - this.prunedAt < PRUNE_EVERY_MS) return;
    this.prunedAt = now;
    for (const [id, at] of this.expiry) if (at < now - 5_000) this.expiry.delete(id);
  }
}
