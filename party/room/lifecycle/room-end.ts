import { CLOSE } from "@/lib/protocol/room";
import type { Ports, Socket } from "@/party/ports";
import type { RoomState } from "@/party/room/room-state";
import type { Alarms } from "./alarms";
import { emptyStorage, type RoomLifecycle } from "./room-lifecycle";

export const ROOM_CLOSED = "the room is closed";

/** What the room lends to its end. */
interface RoomEndOptions {
  ports: Ports;
  lifecycle: RoomLifecycle;
  alarms: Alarms;
  /** What it has in memory of its log, read already or being read. */
  state(): Promise<RoomState | undefined>;
  removeSocket(socket: Socket, code: number, reason: string): boolean;
  /** It ended without a command. */
  onDeleted(): void;
}

/** The end of a room that has been deleted: everyone goes, and what it kept too. */
export class RoomEnd {
  inProgress: Promise<number> | undefined;

  constructor(private readonly room: RoomEndOptions) {}

  /** Answers how many sockets it closed. @throws when storage fails: the command must be sent again. */
  end(): Promise<number> {
    this.inProgress ??= this.close().finally(() => {
      this.inProgress = undefined;
    });
    return this.inProgress;
  }

  /** The archive says that the room is gone, and no command has ended it. Never throws. */
  async endDeleted(): Promise<void> {
    try {
      await this.end();
      this.room.onDeleted();
    } catch (error) {
      this.room.ports.warn("end: not done", error);
    }
  }

  private async close(): Promise<number> {
    const { ports, lifecycle, alarms, removeSocket } = this.room;
    const closed = [...ports.sockets()].filter((socket) => removeSocket(socket, CLOSE.roomClosed, ROOM_CLOSED));
    const state = await this.room.state();
    // What is being written or flushed must not come after the emptying.
    const atRest = state?.end();
    await lifecycle.end();
    await atRest;
    await emptyStorage(ports.store, alarms);
    return closed.length;
  }
}
