/** The PartyKit adapter: thin on purpose. It checks the door, keeps sockets and storage in the Room's terms, and nothing else. */
import type * as Party from "partykit/server";
import { z } from "zod";
import { type RoomEnv, roomEnv } from "../lib/env";
import { role } from "../lib/protocol";
import { checkDoor } from "./door";
import type { Guest, Socket } from "./ports";
import { type Arrival, Room } from "./room";
import { servicesFor } from "./services";
import { storeOn } from "./store";

/** How the door tells the room whom it let in. Overwritten at the door, so no client can set it. */
const ADMISSION_HEADER = "x-sarangbang-admission";

const admission = z.object({
  guest: z.object({ id: z.string(), username: z.string(), role, sessionId: z.string() }),
  arrival: z.object({ ticketId: z.string(), expiresAt: z.number(), after: z.number().optional() }),
});

interface Attachment {
  guest: Guest;
  joined: boolean;
}

let parsedEnv: RoomEnv | undefined;

function envOf(variables: Record<string, unknown>): RoomEnv {
  parsedEnv ??= roomEnv(variables);
  return parsedEnv;
}

export default class RoomServer implements Party.Server {
  readonly options = { hibernate: true };
  private readonly sockets = new Map<Party.Connection, HostSocket>();
  private opening: Promise<Room> | undefined;
  private areSocketsKnown = false;

  constructor(private readonly host: Party.Room) {}

  static async onBeforeConnect(request: Party.Request, lobby: Party.Lobby) {
    const verdict = await checkDoor(request as unknown as Request, lobby.id, envOf(lobby.env));
    if ("status" in verdict) return new Response("Forbidden", { status: verdict.status });
    if ("close" in verdict) return refusedSocket(verdict.close, verdict.reason);
    const { ticket, after } = verdict;
    const guest: Guest = { id: ticket.sub, username: ticket.name, role: ticket.role, sessionId: ticket.sid };
    const arrival: Arrival = { ticketId: ticket.jti, expiresAt: ticket.exp * 1000, after };
    // The room sees neither the ticket nor a connection id of the client's choosing (`_pk`): both end here.
    const inward = new Request(new URL(new URL(request.url).pathname, request.url), request as unknown as Request);
    inward.headers.set(ADMISSION_HEADER, encodeURIComponent(JSON.stringify({ guest, arrival })));
    return inward as unknown as Party.Request;
  }

  static onBeforeRequest(): Response {
    return new Response("Not found", { status: 404 });
  }

  static onFetch(): Response {
    return new Response("Sarangbang rooms");
  }

  async onConnect(connection: Party.Connection, { request }: Party.ConnectionContext) {
    const header = decodeURIComponent(request.headers.get(ADMISSION_HEADER) ?? "");
    const { guest, arrival } = admission.parse(JSON.parse(header));
    connection.setState({ guest, joined: false } satisfies Attachment);
    const socket = this.keep(connection);
    await (await this.room()).join(socket, arrival);
  }

  async onMessage(message: string | ArrayBuffer, connection: Party.Connection) {
    await (await this.room()).receive(this.keep(connection), message);
  }

  async onClose(connection: Party.Connection) {
    const socket = this.keep(connection);
    this.sockets.delete(connection);
    (await this.room()).leave(socket);
  }

  onError(connection: Party.Connection) {
    return this.onClose(connection);
  }

  async onAlarm() {
    await (await this.room()).alarm();
  }

  private room(): Promise<Room> {
    this.opening ??= this.open();
    return this.opening;
  }

  private async open(): Promise<Room> {
    const services = servicesFor(envOf(this.host.env), await this.roomId());
    return new Room({ ...services, sockets: () => this.openSockets(), store: storeOn(this.host.storage) });
  }

  /** PartyKit does not tell a room its id in an alarm, so the room notes it when it can. */
  private async roomId(): Promise<string> {
    const noted = await this.host.storage.get<string>("id");
    if (noted) return noted;
    await this.host.storage.put("id", this.host.id);
    return this.host.id;
  }

  /** Wrapped once and kept: PartyKit's own list reads every socket's attachment anew each time it is walked. */
  private openSockets(): Iterable<Socket> {
    if (!this.areSocketsKnown) for (const connection of this.host.getConnections()) this.keep(connection);
    this.areSocketsKnown = true;
    return this.sockets.values();
  }

  private keep(connection: Party.Connection): HostSocket {
    const known = this.sockets.get(connection);
    if (known) return known;
    const socket = new HostSocket(connection);
    this.sockets.set(connection, socket);
    return socket;
  }
}

class HostSocket implements Socket {
  readonly guest: Guest;
  isHeld = false;
  private isJoined: boolean;

  constructor(private readonly connection: Party.Connection) {
    // After hibernation this is all the room knows of a socket.
    const state = connection.state as unknown as Attachment;
    this.guest = state.guest;
    this.isJoined = state.joined;
  }

  get joined(): boolean {
    return this.isJoined;
  }

  set joined(joined: boolean) {
    this.isJoined = joined;
    this.connection.setState({ guest: this.guest, joined } satisfies Attachment);
  }

  send(frame: string): void {
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
}

/** Accepts a socket only to close it: a browser learns a close code, but never the status of a refused upgrade. */
function refusedSocket(code: number, reason: string): Response {
  const [client, server] = Object.values(new WebSocketPair()) as [WebSocket, WebSocket & { accept(): void }];
  server.accept();
  server.close(code, reason);
  return new Response(null, { status: 101, webSocket: client } as ResponseInit);
}

declare class WebSocketPair {
  0: WebSocket;
  1: WebSocket;
}
