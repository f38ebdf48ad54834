import { type Guest, isJoined, type SessionState, type Socket } from "@/party/ports";
import { textBytes } from "@/party/sockets/backpressure";

/** What is kept with a socket: after hibernation it is all that the room knows of it. */
export interface Attachment<Who = Guest> {
  guest: Who;
  joined: boolean;
  connectedAt?: number;
  pingedAt?: number;
}

/** A socket as PartyKit and PartyServer give it. */
export interface HostConnection {
  readonly state: unknown;
  setState(attachment: Attachment<unknown>): unknown;
  send(frame: string): void;
  close(code: number, reason: string): void;
}

/** A room's (or an inbox's) open sockets in its own terms. */
export class HostSockets<Connection extends HostConnection, Who = Guest> {
  private readonly known = new Map<Connection, HostSocket<Who>>();
  private areAllKnown = false;

  /** @param hostPongAt when the host itself last answered a ping of the connection (epoch ms) */
  constructor(
    private readonly open: () => Iterable<Connection>,
    private readonly hostPongAt: (connection: Connection) => number | undefined = () => undefined,
  ) {}

  /** Wrapped once and kept: the host's own list reads every socket's attachment anew each time it is walked. */
  all(): Iterable<Socket<Who>> {
    if (!this.areAllKnown) for (const connection of this.open()) if (connection.state) this.of(connection);
    this.areAllKnown = true;
    return this.known.values();
  }

  /** The socket of someone who has just come through the door. */
  admit(connection: Connection, guest: Who): Socket<Who> {
    connection.setState({ guest, joined: false, connectedAt: Date.now() });
    return this.of(connection);
  }

  of(connection: Connection): Socket<Who> {
    const known = this.known.get(connection);
    if (known) return known;
    const socket = new HostSocket<Who>(connection, () => this.hostPongAt(connection));
    this.known.set(connection, socket);
    return socket;
  }

  /** The socket, which has gone: it is no longer among `all`. */
  remove(connection: Connection): Socket<Who> {
    const socket = this.of(connection);
    this.known.delete(connection);
    return socket;
  }
}

class HostSocket<Who> implements Socket<Who> {
  sent = 0;
  readonly connectedAt: number | undefined;
  private who: Who;
  private state: SessionState;
  private ownPongAt: number | undefined;

  constructor(
    private readonly connection: HostConnection,
    private readonly hostPongAt: () => number | undefined,
  ) {
    const { guest, joined, connectedAt, pingedAt } = connection.state as Attachment<Who>;
    this.who = guest;
    this.connectedAt = connectedAt;
    this.state = joined ? "joined" : "connecting";
    this.ownPongAt = pingedAt;
  }

  get guest(): Who {
    return this.who;
  }

  set guest(guest: Who) {
    this.who = guest;
    this.keep();
  }

  get session(): SessionState {
    return this.state;
  }

  set session(session: SessionState) {
    const wasJoined = isJoined(this);
    this.state = session;
    if (isJoined(this) !== wasJoined) this.keep();
  }

  get pingedAt(): number | undefined {
    const hostPongAt = this.hostPongAt();
    if (hostPongAt === undefined || this.ownPongAt === undefined) return hostPongAt ?? this.ownPongAt;
    return Math.max(hostPongAt, this.ownPongAt);
  }

  set pingedAt(at: number | undefined) {
    this.ownPongAt = at;
    this.keep();
  }

  send(frame: string): void {
    this.sent += textBytes(frame);
    try {
      this.connection.send(frame);
    } catch {
      // It is closing; its close event comes next, and its owner comes back with `after`.
    }
  }

  close(code: number, reason: string): void {
    try {
      this.connection.close(code, reason);
    } catch {
      // Closed already.
    }
  }

  private keep(): void {
    const { who: guest, connectedAt, ownPongAt: pingedAt } = this;
    this.connection.setState({
      ...{ guest, joined: isJoined(this) },
      ...(connectedAt !== undefined && { connectedAt }),
      ...(pingedAt !== undefined && { pingedAt }),
    });
  }
}
