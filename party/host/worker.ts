/** The PartyServer adapter for our own Worker: as thin as PartyKit's (partykit.ts), with the same addresses. */
import type { DurableObjectNamespace, DurableObjectState, WebSocket as WorkerSocket } from "@cloudflare/workers-types";
import { type Connection, type ConnectionContext, routePartykitRequest, Server, type WSMessage } from "partyserver";
import { PING_TEXT, PONG_TEXT } from "@/lib/protocol/connection";
import {
  authorizeCall,
  authorizeInboxCall,
  handleCall,
  handleInboxCall,
  handleMetrics,
  isMetricsRequest,
} from "@/party/gateway/commands";
import { connectToInbox, connectToRoom, inboxConnectOf, roomConnectOf } from "@/party/gateway/connect";
import {
  handleInboxMessage,
  handleWatch,
  inboxesOf,
  isInboxMessage,
  isWatch,
  type ObjectStub,
  watchRoom,
} from "@/party/gateway/internal";
import { Inbox, type Owner } from "@/party/inbox/inbox";
import type { Ports } from "@/party/ports";
import { Room } from "@/party/room/room";
import { envOf } from "./env";
import { inboxServicesFor, servicesFor, warnOf } from "./services";
import { HostSockets } from "./sockets";
import { storeOn } from "./storage";

type Variables = Record<string, unknown>;

const NORMAL = 1000;
const INTERNAL_ERROR = 1011;

/** One room object; bound as `Main`, at `/parties/main/<roomId>`. */
export class RoomObject extends Server<Variables> {
  static override options = { hibernate: true };
  private readonly sockets = new HostSockets(
    () => this.getConnections(),
    (connection) => hostPongAt(this.ctx, connection),
  );
  private readonly warn: Ports["warn"] = (what, error) => warnOf({ room: this.name })(what, error);
  private opened: Room | undefined;

  constructor(ctx: DurableObjectState, env: Variables) {
    super(ctx, env);
    answerPings(ctx);
  }

  override async onConnect(connection: Connection, { request }: ConnectionContext) {
    try {
      const { guest, arrival } = roomConnectOf(request.headers);
      const socket = this.sockets.admit(connection, guest);
      await this.room.join(socket, arrival);
    } catch (error) {
      // PartyServer would send the stack to the client (D6).
      this.warn("connect: failed", error);
      connection.close(INTERNAL_ERROR, "failed");
    }
  }

  override onRequest(request: Request) {
    if (isMetricsRequest(request)) return handleMetrics(() => this.room.metrics(), this.warn);
    const room = () => this.room;
    return isWatch(request) ? handleWatch(request, room, this.warn) : handleCall(request, room, this.warn);
  }

  override onMessage(connection: Connection, message: WSMessage) {
    return this.room.receive(this.sockets.of(connection), message);
  }

  override onClose(connection: Connection) {
    const socket = this.sockets.remove(connection);
    // Ends the TCP connection of a client that disappeared. Otherwise it stays open until the object is collected.
    socket.close(NORMAL, "");
    this.room.leave(socket);
  }

  override onError(connection: Connection) {
    this.onClose(connection);
  }

  override onAlarm() {
    return this.room.alarm();
  }

  private get room(): Room {
    this.opened ??= new Room({
      ...servicesFor(envOf(this.env), this.name),
      sockets: () => this.sockets.all(),
      store: storeOn(this.ctx.storage),
      inboxes: inboxesOf(this.name, (userId) => stubIn(this.env.Inbox, "inbox", userId)),
      pingsPassBy: true,
    });
    return this.opened;
  }
}

/** One user's inbox; bound as `Inbox`, at `/parties/inbox/<userId>`. */
export class InboxObject extends Server<Variables> {
  static override options = { hibernate: true };
  private readonly sockets = new HostSockets<Connection, Owner>(() => this.getConnections());
  private readonly warn: Ports["warn"] = (what, error) => warnOf({ inbox: this.name })(what, error);
  private opened: Inbox | undefined;

  constructor(ctx: DurableObjectState, env: Variables) {
    super(ctx, env);
    answerPings(ctx);
  }

  override async onConnect(connection: Connection, { request }: ConnectionContext) {
    try {
      const { guest, arrival } = inboxConnectOf(request.headers);
      await this.inbox.join(this.sockets.admit(connection, guest), arrival);
    } catch (error) {
      // PartyServer would send the stack to the client (D6).
      this.warn("connect: failed", error);
      connection.close(INTERNAL_ERROR, "failed");
    }
  }

  override onRequest(request: Request) {
    return isInboxMessage(request)
      ? handleInboxMessage(request, this.inbox, this.warn)
      : handleInboxCall(request, this.inbox, this.warn);
  }

  override onMessage(connection: Connection, message: WSMessage) {
    return this.inbox.receive(this.sockets.of(connection), message);
  }

  override onClose(connection: Connection) {
    const socket = this.sockets.remove(connection);
    // Ends the TCP connection of a client that disappeared.
    socket.close(NORMAL, "");
    this.inbox.leave(socket);
  }

  override onError(connection: Connection) {
    this.onClose(connection);
  }

  private get inbox(): Inbox {
    this.opened ??= new Inbox({
      ...inboxServicesFor(envOf(this.env), this.name),
      sockets: () => this.sockets.all(),
      store: storeOn(this.ctx.storage),
      watchRoom: async (roomId, askedAt) =>
        watchRoom(stubIn(this.env.Main, "main", roomId), { userId: this.name, askedAt }),
    });
    return this.opened;
  }
}

/** Cloudflare answers pings itself, without waking the object (B2). */
function answerPings(ctx: DurableObjectState): void {
  ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING_TEXT, PONG_TEXT));
}

function hostPongAt(ctx: DurableObjectState, connection: Connection): number | undefined {
  return ctx.getWebSocketAutoResponseTimestamp(connection as unknown as WorkerSocket)?.getTime();
}

/** The stub of another party object, called without the gateway. */
function stubIn(binding: unknown, party: "main" | "inbox", id: string): ObjectStub {
  const namespace = binding as DurableObjectNamespace;
  const stub = namespace.get(namespace.idFromName(id));
  return { fetch: (path, init) => stub.fetch(`https://inside/parties/${party}/${id}${path}`, init as object) };
}

type Authorize = typeof connectToRoom;

async function authorized(door: Authorize, request: Request, id: string, env: Variables): Promise<Request | Response> {
  const inward = await door(request, id, envOf(env));
  // PartyServer's own header for passing on values: it must never come from a client.
  if (inward instanceof Request) inward.headers.delete("x-partykit-props");
  return inward;
}

export default {
  /** The Worker in front of the rooms. It refuses unauthorized requests before the room wakes (D1). */
  async fetch(request: Request, env: Variables): Promise<Response> {
    const answer = await routePartykitRequest(request, env, {
      onBeforeConnect: (upgrade, { name, className }) =>
        authorized(className === "Inbox" ? connectToInbox : connectToRoom, upgrade, name, env),
      onBeforeRequest: (call, { name, className }) =>
        authorized(className === "Inbox" ? authorizeInboxCall : authorizeCall, call, name, env),
    });
    return answer ?? new Response("Sarangbang rooms");
  },
};
