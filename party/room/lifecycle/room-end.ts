import { CLOSE } from "@/lib/protocol/connection";
import type { Ports, Socket } from "@/party/ports";
import type { RoomState } from "@/party/room/room-state";
import type { Alarms } from "./alarms";
import { emptyStorage, type RoomLifecycle } from "./room-lifecycle";

export const ROOM_CLOSED = "the room is closed";

/** The part of a room that its end uses. */
interface RoomEndOptions {
  ports: Ports;
  lifecycle: RoomLifecycle;
  alarms: Alarms;
  /** The log's state in memory, if it is read or being read. */
  state(): Promise<RoomState | undefined>;
  removeSocket(socket: Socket, code: number, reason: string): boolean;
  /** The room was deleted, but no command says so. */
  onDeleted(): void;
}

/** Ends a deleted room: closes its sockets and empties its storage. */
export class RoomEnd {
  inProgress: Promise<number> | undefined;

  constructor(private readonly room: RoomEndOptions) {}

  /** Returns how many sockets it closed. @throws if storage fails: the command must be sent again */
  end(): Promise<number> {
    this.inProgress ??= this.close().finally(() => {
      this.inProgress = undefined;
    });
    return this.inProgress;
  }

  /** The archive reports that the room is gone, and no command has ended it. Never throws. */
  async endDeleted(): Promise<void> {
    try {
      await this.end();
      this.room.onDeleted();
    } catch (error) {
      this.room.ports.warn("end: failed", error);
    }
  }

  private async close(): Promise<number> {
    const { ports, lifecycle, alarms, removeSocket } = this.room;
    const closed = [...ports.sockets()].filter((socket) => removeSocket(socket, CLOSE.roomClosed, ROOM_CLOSED));
    const state = await this.room.state();
    // A write or flush in progress must not come after the storage is emptied.
    const atRest = state?.end();
    await lifecycle.end();
    await atRest;
    await emptyStorage(ports.store, alarms);
    return closed.length;
  }
}
