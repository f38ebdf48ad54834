import type { User } from "@/lib/protocol/room";
import { type Clock, type Guest, isJoined, type Socket } from "@/party/ports";
import { broadcast, encode } from "@/party/room/broadcast";
import type { Encoded } from "@/party/room/encoded";
import type { SocketsByUser } from "@/party/sockets/sockets-by-user";
import { PresentUsers } from "./present-users";

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
  /** Derived from the sockets when first needed, then updated with each arrival and departure. */
  private users: PresentUsers | undefined;
  private joined = new Map<string, User>();
  private left = new Set<string>();
  /** Cancels the departure of users who have just disconnected, and who count as present until their timer ends. */
  private readonly leaving = new Map<string, () => void>();
  private quietUntil = 0;
  private cancelTimer: (() => void) | undefined;

  constructor(
    private readonly sockets: () => Iterable<Socket>,
    private readonly byUser: SocketsByUser<Guest>,
    private readonly clock: Clock,
    private readonly onChange: () => void,
  ) {}

  get count(): number {
    return this.present().size;
  }

  /** The fields of a welcome to this user. */
  inWelcome(userId: string): Encoded {
    return this.present().inWelcome(userId);
  }

  /** Sends the users whose ids sort after this one. */
  sendPage(socket: Socket, after: string): void {
    socket.send(this.present().pageFrame(after));
  }

  /**
   * Marks the socket as joined, so that it gets broadcasts. Broadcasts the user's arrival unless they were present
   * already.
   */
  arrives(socket: Socket): void {
    const { id, username, preview } = socket.guest;
    const present = this.present();
    const isNews = !preview && !present.has(id);
    if (!preview) this.stays(id);
    if (isNews) {
      present.add({ id, username });
      // Not cancelled against an unsent departure: a client that was welcomed in between does not list the user.
      this.left.delete(id);
      this.joined.set(id, { id, username });
      this.announce();
    }
    socket.session = "joined";
    if (isNews) this.onChange();
  }

  /** Marks the socket as left, so that it gets no more broadcasts. */
  leaves(socket: Socket, how: Departure): void {
    const { id, username, preview } = socket.guest;
    const present = this.present();
    socket.session = "left";
    if (preview) return;
    this.stays(id);
    if (this.isHere(id)) return;
    // If the room has woken because of this close, the host no longer lists the socket, so `present` lacks the user.
    present.add({ id, username });
    if (how === "for good") return this.hasLeft(id);
    const cancel = this.clock.after(LEFT_AFTER_MS, () => {
      this.leaving.delete(id);
      this.hasLeft(id);
    });
    this.leaving.set(id, cancel);
  }

  /** Cancels a pending departure, if there is one; it was never broadcast. */
  private stays(userId: string): void {
    this.leaving.get(userId)?.();
    this.leaving.delete(userId);
  }

  private hasLeft(userId: string): void {
    this.present().delete(userId);
    // Not cancelled against an unsent arrival: a client that was welcomed in between lists the user.
    this.joined.delete(userId);
    this.left.add(userId);
    this.announce();
    this.onChange();
  }

  private isHere(userId: string): boolean {
    for (const socket of this.byUser.of(userId)) if (isPresent(socket)) return true;
    return false;
  }

  private present(): PresentUsers {
    this.users ??= new PresentUsers(usersOf(this.sockets()));
    return this.users;
  }

  private announce(): void {
    const wait = this.quietUntil - this.clock.now();
    if (wait <= 0) this.flush();
    else this.cancelTimer ??= this.clock.after(wait, () => this.flush());
  }

  private flush(): void {
    this.cancelTimer = undefined;
    if (this.joined.size + this.left.size === 0) return;
    const change = { joined: [...this.joined.values()], left: [...this.left], count: this.count };
    broadcast(this.sockets(), encode({ type: "online", ...change }));
    this.joined = new Map();
    this.left = new Set();
    this.quietUntil = this.clock.now() + GATHER_MS;
  }
}

function* usersOf(sockets: Iterable<Socket>): Iterable<User> {
  for (const socket of sockets) {
    const { id, username } = socket.guest;
    if (isPresent(socket)) yield { id, username };
  }
}

/** A preview's socket does not count as presence. */
function isPresent(socket: Socket): boolean {
  return isJoined(socket) && !socket.guest.preview;
}
