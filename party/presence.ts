import type { User } from "../lib/protocol";
import { broadcast, encode } from "./delivery";
import type { Clock, Socket } from "./ports";

/** Arrivals and departures within this time of the last notice share the next one: a storm of joins is a few frames. In ms. */
const GATHER_MS = 100;

/** Who is here: the sockets grouped by user, never stored, so two tabs are one person and a crash heals itself. */
export class Presence {
  private joined = new Map<string, User>();
  private left = new Set<string>();
  private quietUntil = 0;
  private cancelTimer: (() => void) | undefined;

  constructor(
    private readonly sockets: () => Iterable<Socket>,
    private readonly clock: Clock,
  ) {}

  online(): User[] {
    const users = new Map<string, User>();
    for (const { joined, guest } of this.sockets()) {
      if (joined) users.set(guest.id, { id: guest.id, username: guest.username });
    }
    return [...users.values()];
  }

  /** Before the socket counts as joined. */
  arrives(user: User): void {
    if (this.isHere(user.id)) return;
    if (!this.left.delete(user.id)) this.joined.set(user.id, { id: user.id, username: user.username });
    this.announce();
  }

  /** After the socket has gone. */
  leaves(user: User): void {
    if (this.isHere(user.id)) return;
    if (!this.joined.delete(user.id)) this.left.add(user.id);
    this.announce();
  }

  private isHere(userId: string): boolean {
    for (const { joined, guest } of this.sockets()) if (joined && guest.id === userId) return true;
    return false;
  }

  private announce(): void {
    const wait = this.quietUntil - this.clock.now();
    if (wait <= 0) this.flush();
    else this.cancelTimer ??= this.clock.after(wait, () => this.flush());
  }

  private flush(): void {
    this.cancelTimer = undefined;
    if (this.joined.size + this.left.size === 0) return;
    broadcast(this.sockets(), encode({ type: "online", joined: [...this.joined.values()], left: [...this.left] }));
    this.joined = new Map();
    this.left = new Set();
    this.quietUntil = this.clock.now() + GATHER_MS;
  }
}
