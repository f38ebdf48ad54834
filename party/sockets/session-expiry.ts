import { chunks } from "@/lib/shared/chunks";
import type { Clock, Ports, Socket } from "@/party/ports";

/** Going through all sockets on every frame would be too expensive. */
const CHECK_EVERY_MS = 15_000;
const ASKED_AT_ONCE = 500;

/** A socket's session. */
interface WithSession {
  sessionId: string;
  /** When the session expires unless it was renewed since (epoch ms); undefined: unknown, and then it is not checked. */
  sessionUntil?: number;
}

interface SessionExpiryOptions<Who> {
  sockets(): Iterable<Socket<Who>>;
  clock: Clock;
  /**
   * The expiry time (epoch ms) of each given session that is still live, by id. @throws if the database is unavailable
   */
  sessions(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Called for a socket whose session has ended. */
  close(socket: Socket<Who>): void;
  warn: Ports["warn"];
}

/**
 * Closes sockets whose session has expired (D3). The ticket has the expiry time. Only after that time the database is
 * asked whether the session was renewed. Runs only when the room or inbox is awake anyway; it has no timer (B2).
 */
export class SessionExpiry<Who extends WithSession> {
  private ranAt = Number.NEGATIVE_INFINITY;
  private isAsking = false;
  /** Closed sockets, which the host may still list. */
  private readonly closed = new WeakSet<Socket<Who>>();

  constructor(private readonly room: SessionExpiryOptions<Who>) {}

  check(): void {
    const now = this.room.clock.now();
    if (this.isAsking || now - this.ranAt < CHECK_EVERY_MS) return;
    this.ranAt = now;
    const isDue = ({ guest }: Socket<Who>) => guest.sessionUntil !== undefined && guest.sessionUntil <= now;
    const due = [...this.room.sockets()].filter((socket) => isDue(socket) && !this.closed.has(socket));
    if (due.length > 0) void this.ask(due);
  }

  /** Never throws: after a database failure the next check asks again. */
  private async ask(due: ReadonlyArray<Socket<Who>>): Promise<void> {
    this.isAsking = true;
    try {
      const ids = [...new Set(due.map(({ guest }) => guest.sessionId))];
      for (const part of chunks(ids, ASKED_AT_ONCE)) {
        const live = await this.room.sessions(part);
        for (const socket of due) if (part.includes(socket.guest.sessionId)) this.apply(socket, live);
      }
    } catch (error) {
      this.room.warn("sessions: not checked", error);
    } finally {
      this.isAsking = false;
    }
  }

  private apply(socket: Socket<Who>, live: ReadonlyMap<string, number>): void {
    const sessionUntil = live.get(socket.guest.sessionId);
    if (sessionUntil !== undefined) {
      socket.guest = { ...socket.guest, sessionUntil };
      return;
    }
    this.closed.add(socket);
    this.room.close(socket);
  }
}
