import { type Guest, isJoined, type SessionState, type Socket } from "@/party/ports";
import { textBytes } from "@/party/sockets/backpressure";

/** Kept with a socket: the only data about it that survives hibernation. */
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

/** The open sockets of a room or an inbox, as ports.ts defines them. */
export class HostSockets<Connection extends HostConnection, Who = Guest> {
  private readonly known = new Map<Connection, HostSocket<Who>>();
  private areAllKnown = false;

  /** @param hostPongAt when the host last answered a ping of the connection by itself (epoch ms) */
  constructor(
    private readonly open: () => Iterable<Connection>,
    private readonly hostPongAt: (connection: Connection) => number | undefined = () => undefined,
  ) {}

  /** Each connection is wrapped once: the host's own list parses every socket's attachment each time it is iterated. */
  all(): Iterable<Socket<Who>> {
    if (!this.areAllKnown) for (const connection of this.open()) if (connection.state) this.of(connection);
    this.areAllKnown = true;
    return this.known.values();
  }

  /** Wraps the connection of a guest whom the gateway has just let in. */
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

  /** Wraps a connection that has closed, and removes it from `all`. */
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

  send(frame: string, bytes = textBytes(frame)): void {
    this.sent += bytes;
    try {
      this.connection.send(frame);
    } catch {
      // The socket is closing: its close event follows, and the client reconnects with `after`.
    }
  }

  close(code: number, reason: string): void {
    try {
      this.connection.close(code, reason);
    } catch {
      // Already closed.
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
