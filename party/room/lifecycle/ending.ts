import { CLOSE } from "@/lib/protocol/protocol";
import type { Live } from "@/party/room/live";
import type { Ports, Socket } from "@/party/room/ports";
import type { Alarms } from "./alarms";
import { emptyStorage, type Openness } from "./openness";

export const ROOM_CLOSED = "the room is closed";

/** What the room lends to its end. */
interface Ended {
  ports: Ports;
  openness: Openness;
  alarms: Alarms;
  /** What it has in memory of its log, read already or being read. */
  live(): Promise<Live | undefined>;
  expel(socket: Socket, code: number, reason: string): boolean;
  /** It ended without an order. */
  onUnasked(): void;
}

/** The end of a room that has been deleted: everyone goes, and what it kept too. */
export class Ending {
  underWay: Promise<number> | undefined;

  constructor(private readonly room: Ended) {}

  /** Answers how many sockets it closed. @throws when storage fails: then it is to be ordered again. */
  end(): Promise<number> {
    this.underWay ??= this.close().finally(() => {
      this.underWay = undefined;
    });
    return this.underWay;
  }

  /** The archive says that the room is gone, and nobody has ordered its end. Never throws. */
  async endUnasked(): Promise<void> {
    try {
      await this.end();
      this.room.onUnasked();
    } catch (error) {
      this.room.ports.warn("end: not done", error);
    }
  }

  private async close(): Promise<number> {
    const { ports, openness, alarms, expel } = this.room;
    const closed = [...ports.sockets()].filter((socket) => expel(socket, CLOSE.roomClosed, ROOM_CLOSED));
    const live = await this.room.live();
    // What is being written or flushed must not come after the emptying.
    const atRest = live?.end();
    await openness.end();
    await atRest;
    await emptyStorage(ports.store, alarms);
    return closed.length;
  }
}
