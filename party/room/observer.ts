import type { Entry } from "@/lib/events/log";
import type { RoomOrder } from "@/lib/server/room-admin";
import type { Live } from "./live";

/** Hears of what happens in a room, in the turn in which it does. It must not throw, nor keep anyone waiting. */
export interface Observer {
  /** These are durable and being delivered; the window shows them. */
  published?(entries: readonly Entry[], live: Live): void;
  /** A batch is in the archive, and its mentions are known. */
  archived?(live: Live): void;
  /** Somebody is here now who was not before, or is gone. */
  presenceChanged?(): void;
  /** How far a user has read, whether or not others are told. */
  read?(userId: string, seq: number): void;
  /** The web side ordered this, and it has been done. */
  ordered?(order: RoomOrder): void;
}
