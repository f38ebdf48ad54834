/**
 * The PartyKit adapter. It checks connections at the gateway, adapts sockets and storage for the Room, and does nothing
 * else.
 */
import type * as Party from "partykit/server";
import { authorizeCall, handleCall, handleMetrics, isMetricsRequest } from "@/party/gateway/commands";
import { connectToRoom, roomConnectOf } from "@/party/gateway/connect";
import { handleWatch, inboxesOf, isWatch } from "@/party/gateway/internal";
import type { Ports } from "@/party/ports";
import { metricsOf } from "@/party/room/metrics";
import { Room } from "@/party/room/room";
import { answerPing } from "@/party/sockets/pings";
import { envOf } from "./env";
import { servicesFor, warnOf } from "./services";
import { HostSockets } from "./sockets";
import { storeOn } from "./storage";

const NORMAL = 1000;

export default class PartyKitRoom implements Party.Server {
  readonly options = { hibernate: true };
  private readonly sockets: HostSockets<Party.Connection>;
  private readonly warn: Ports["warn"] = (what, error) => warnOf({ room: this.host.id })(what, error);
  private opening: Promise<Room> | undefined;

  constructor(private readonly host: Party.Room) {
    this.sockets = new HostSockets(() => host.getConnections());
  }

  static async onBeforeConnect(request: Party.Request, lobby: Party.Lobby) {
    return (await connectToRoom(request as unknown as Request, lobby.id, envOf(lobby.env))) as unknown as Party.Request;
  }

  static async onBeforeRequest(request: Party.Request, lobby: Party.Lobby) {
    return (await authorizeCall(request as unknown as Request, lobby.id, envOf(lobby.env))) as unknown as Party.Request;
  }

  static onFetch(): Response {
    return new Response("Sarangbang rooms");
  }

  async onConnect(connection: Party.Connection, { request }: Party.ConnectionContext) {
    const { guest, arrival } = roomConnectOf(request.headers);
    const socket = this.sockets.admit(connection, guest);
    await (await this.room()).join(socket, arrival);
  }

  onRequest(request: Party.Request) {
    if (isMetricsRequest(request)) return handleMetrics(() => this.metrics(), this.warn);
    const room = () => this.room();
    return isWatch(request) ? handleWatch(request, room, this.warn) : handleCall(request, room, this.warn);
  }

  async onMessage(message: string | ArrayBuffer, connection: Party.Connection) {
    const socket = this.sockets.of(connection);
    // PartyKit's host cannot answer pings itself, so each one wakes the object. It is answered here, before the room
    // parses or counts it.
    if (!answerPing(socket, message, Date.now())) await (await this.room()).receive(socket, message);
    else (await this.room()).heardPing();
  }

  async onClose(connection: Party.Connection) {
    const socket = this.sockets.remove(connection);
    // PartyKit does not complete the closing handshake: the client would wait ten seconds and report a failure.
    socket.close(NORMAL, "");
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

  /** Does not create a room if none is in memory, since that would write. */
  private async metrics() {
    if (this.opening) return (await this.opening).metrics();
    return metricsOf({ sockets: () => this.sockets.all(), store: storeOn(this.host.storage) });
  }

  private async open(): Promise<Room> {
    const inboxes = this.inboxes();
    const roomId = await this.roomId();
    return new Room({
      ...servicesFor(envOf(this.host.env), roomId),
      sockets: () => this.sockets.all(),
      store: storeOn(this.host.storage),
      inboxes: inboxes && inboxesOf(roomId, (userId) => inboxes.get(userId)),
    });
  }

  /**
   * On PartyKit an alarm cannot call other parties. A room that an alarm woke cannot either, until it has slept again.
   */
  private inboxes(): Party.Context["parties"][string] | undefined {
    try {
      return this.host.context.parties.inbox;
    } catch {
      return undefined;
    }
  }

  /** PartyKit does not give a room its id in an alarm, so the id is stored when it is known. */
  private async roomId(): Promise<string> {
    const noted = await this.host.storage.get<string>("id");
    if (noted) return noted;
    await this.host.storage.put("id", this.host.id);
    return this.host.id;
  }
}
