import type { LogEntry } from "@/lib/events/reduce";
import type { RoomCommand } from "@/lib/server/commands";
import type { RoomState } from "./room-state";

/** Hears of what happens in a room, in the turn in which it does. It must not throw, nor keep anyone waiting. */
export interface RoomObserver {
  /** These are durable and being delivered; the window shows them. */
  published?(entries: readonly LogEntry[], live: RoomState): void;
  /** A batch is in the archive, and its mentions are known. */
  archived?(live: RoomState): void;
  /** Somebody is here now who was not before, or is gone. */
  presenceChanged?(): void;
  /** How far a user has read, whether or not others are told. */
  read?(userId: string, seq: number): void;
  /** A command of the web side has been handled. */
  commandHandled?(command: RoomCommand): void;
}
