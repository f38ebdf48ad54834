import type { Clock } from "@/party/ports";

/** Tickets that have opened a socket: a second use is refused while the room is awake (D1). */
export class UsedTickets {
  private readonly expiry = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /**
   * Returns false if the ticket was used before. @param expiresAt epoch ms; after it the gateway refuses the ticket
   * anyway
   */
  use(ticketId: string, expiresAt: number): boolean {
    for (const [id, at] of this.expiry) if (at < this.clock.now() - 5_000) this.expiry.delete(id);
    if (this.expiry.has(ticketId)) return false;
    this.expiry.set(ticketId, expiresAt);
    return true;
  }
}
