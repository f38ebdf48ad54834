/** The PartyKit adapter of inboxes; as thin as the rooms' (partykit.ts). */
import type * as Party from "partykit/server";
import { authorizeInboxCall, handleInboxCall } from "@/party/gateway/commands";
import { connectToInbox, inboxConnectOf } from "@/party/gateway/connect";
import { handleInboxMessage, isInboxMessage, watchRoom } from "@/party/gateway/internal";
import { Inbox, type Owner } from "@/party/inbox/inbox";
import type { Ports } from "@/party/ports";
import { answerPing } from "@/party/sockets/pings";
import { envOf } from "./env";
import { inboxServicesFor, warnOf } from "./services";
import { HostSockets } from "./sockets";
import { storeOn } from "./storage";

const NORMAL = 1000;

export default class PartyKitInbox implements Party.Server {
  readonly options = { hibernate: true };
  private readonly sockets: HostSockets<Party.Connection, Owner>;
  private readonly warn: Ports["warn"] = (what, error) => warnOf({ inbox: this.host.id })(what, error);
  private opened: Inbox | undefined;

  constructor(private readonly host: Party.Room) {
    this.sockets = new HostSockets(() => host.getConnections());
  }

  static async onBeforeConnect(request: Party.Request, lobby: Party.Lobby) {
    return (await connectToInbox(
      request as unknown as Request,
      lobby.id,
      envOf(lobby.env),
    )) as unknown as Party.Request;
  }

  static async onBeforeRequest(request: Party.Request, lobby: Party.Lobby) {
    const call = request as unknown as Request;
    return (await authorizeInboxCall(call, lobby.id, envOf(lobby.env))) as unknown as Party.Request;
  }

  onConnect(connection: Party.Connection, { request }: Party.ConnectionContext) {
    const { guest, arrival } = inboxConnectOf(request.headers);
    return this.inbox.join(this.sockets.admit(connection, guest), arrival);
  }

  onRequest(request: Party.Request) {
    return isInboxMessage(request)
      ? handleInboxMessage(request, this.inbox, this.warn)
      : handleInboxCall(request, this.inbox, this.warn);
  }

  onMessage(message: string | ArrayBuffer, connection: Party.Connection) {
    const socket = this.sockets.of(connection);
    // See PartyKitRoom in partykit.ts.
    if (!answerPing(socket, message, Date.now())) return this.inbox.receive(socket, message);
  }

  onClose(connection: Party.Connection) {
    const socket = this.sockets.remove(connection);
    // See PartyKitRoom in partykit.ts.
    socket.close(NORMAL, "");
    this.inbox.leave(socket);
  }

  onError(connection: Party.Connection) {
    this.onClose(connection);
  }

  private get inbox(): Inbox {
    const { host } = this;
    this.opened ??= new Inbox({
      ...inboxServicesFor(envOf(host.env), host.id),
      sockets: () => this.sockets.all(),
      store: storeOn(host.storage),
      watchRoom: (roomId, askedAt) => {
        const room = host.context.parties.main?.get(roomId);
        if (!room) throw new Error("no rooms here");
        return watchRoom(room, { userId: host.id, askedAt });
      },
    });
    return this.opened;
  }
}
