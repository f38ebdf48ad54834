/** The PartyServer adapter, as thin as PartyKit's (server.ts): the same rooms at the same addresses, on a Worker of one's own. */
import { type Connection, type ConnectionContext, routePartykitRequest, Server, type WSMessage } from "partyserver";
import { admitCall, answerCall } from "./admin";
import { admissionOf, admit } from "./admission";
import { HostSockets } from "./host-socket";
import { Room } from "./room";
import { envOf } from "./room-env";
import { servicesFor } from "./services";
import { storeOn } from "./store";

type Variables = Record<string, unknown>;

const INTERNAL_ERROR = 1011;

/** One room object; bound as `Main`, so that its address is `/parties/main/<roomId>`. */
export class RoomObject extends Server<Variables> {
  static override options = { hibernate: true };
  private readonly sockets = new HostSockets(() => this.getConnections());
  private opened: Room | undefined;

  override async onConnect(connection: Connection, { request }: ConnectionContext) {
    try {
      const { guest, arrival } = admissionOf(request.headers);
      const socket = this.sockets.admit(connection, guest);
      await this.room.join(socket, arrival);
    } catch (error) {
      // PartyServer would tell the client the stack (D6).
      console.error("connect: failed", error);
      connection.close(INTERNAL_ERROR, "failed");
    }
  }

  override onRequest(request: Request) {
    return answerCall(request, () => this.room);
  }

  override onMessage(connection: Connection, message: WSMessage) {
    return this.room.receive(this.sockets.of(connection), message);
  }

  override onClose(connection: Connection) {
    this.room.leave(this.sockets.remove(connection));
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
    });
    return this.opened;
  }
}

type Door = typeof admit;

async function through(door: Door, request: Request, roomId: string, env: Variables): Promise<Request | Response> {
  const inward = await door(request, roomId, envOf(env));
  // PartyServer's own way to hand on values: never a client's.
  if (inward instanceof Request) inward.headers.delete("x-partykit-props");
  return inward;
}

export default {
  /** The worker in front of the rooms: who may not enter is refused here, before the room wakes (D1). */
  async fetch(request: Request, env: Variables): Promise<Response> {
    const answer = await routePartykitRequest(request, env, {
      onBeforeConnect: (knock, { name }) => through(admit, knock, name, env),
      onBeforeRequest: (call, { name }) => through(admitCall, call, name, env),
    });
    return answer ?? new Response("Sarangbang rooms");
  },
};
