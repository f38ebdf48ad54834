import type { User } from "@/lib/protocol/room";
import { type Clock, isJoined, type Socket } from "@/party/ports";
import { broadcast, encode } from "@/party/room/broadcast";

/** Arrivals and departures within this time share one frame: many joins at once are a few frames. */
const GATHER_MS = 100;

/** A broken connection usually comes back at once: a departure is broadcast only after this time. */
const LEFT_AFTER_MS = 4_000;

/** Whether a departing user may be back in a moment. */
export type Departure = "may return" | "for good";

/**
 * Presence: the users with an open socket (previews excepted) or one that broke less than LEFT_AFTER_MS ago. Two tabs
 * are one user. Never stored, so a crash leaves nobody present by mistake.
 */
export class Presence {
  private joined = new Map<string, User>();
  private left = new Set<string>();
  /** Users who have just disconnected and still count as present until their timer ends. */
  private readonly leaving = new Map<string, { user: User; cancel: () => void }>();
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
    for (const [id, { user }] of this.leaving) users.set(id, user);
    return [...users.values()];
  }

  /**
   * Marks the socket as joined, so that it gets broadcasts. Broadcasts the user's arrival unless they were present
   * already.
   */
  arrives(socket: Socket): void {
    const { id, username } = socket.guest;
    const isNews = !socket.guest.preview && !this.stays(id) && !this.isHere(id);
    if (isNews) {
      if (!this.left.delete(id)) this.joined.set(id, { id, username });
      this.announce();
    }
    socket.session = "joined";
    if (isNews) this.onChange();
  }

  /** Marks the socket as left, so that it gets no more broadcasts. */
  leaves(socket: Socket, how: Departure): void {
    const { id, username } = socket.guest;
    socket.session = "left";
    if (socket.guest.preview) return;
    this.stays(id);
    if (this.isHere(id)) return;
    if (how === "for good") return this.hasLeft(id);
    const cancel = this.clock.after(LEFT_AFTER_MS, () => {
      this.leaving.delete(id);
      this.hasLeft(id);
    });
    this.leaving.set(id, { user: { id, username }, cancel });
  }

  /** Cancels a pending departure. @returns whether one was pending; then it was never broadcast */
  private stays(userId: string): boolean {
    this.leaving.get(userId)?.cancel();
    return this.leaving.delete(userId);
  }

  private hasLeft(userId: string): void {
    if (!this.joined.delete(userId)) this.left.add(userId);
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

/** A preview's socket does not count as presence. */
function isPresent(socket: Socket): boolean {
  return isJoined(socket) && !socket.guest.preview;
}
