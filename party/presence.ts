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
    private readonly onChange: () => void,
  ) {}

  online(): User[] {
    const users = new Map<string, User>();
    for (const socket of this.sockets()) {
      const { id, username } = socket.guest;
      if (isPresent(socket)) users.set(id, { id, username });
    }
    return [...users.values()];
  }

  /** From here on the socket gets what the room delivers; the others are told. */
  arrives(socket: Socket): void {
    const { id, username } = socket.guest;
    const isNews = !socket.guest.preview && !this.isHere(id);
    if (isNews) {
      if (!this.left.delete(id)) this.joined.set(id, { id, username });
      this.announce();
    }
    socket.joined = true;
    if (isNews) this.onChange();
  }

  /** The socket gets nothing any more. */
  leaves(socket: Socket): void {
    const { id } = socket.guest;
    socket.joined = false;
    if (socket.guest.preview || this.isHere(id)) return;
    if (!this.joined.delete(id)) this.left.add(id);
    this.announce();
    this.onChange();
  }

  private isHere(userId: string): boolean {
    for (const socket of this.sockets()) if (isPresent(socket) && socket.guest.id === userId) return true;
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

/** A preview is a socket like any other, but shows nobody as here. */
function isPresent({ joined, guest }: Socket): boolean {
  return joined && !guest.preview;
}
