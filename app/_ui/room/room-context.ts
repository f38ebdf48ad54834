import { createContext, useContext } from "react";
import type { RoomClient } from "@/lib/client/room-client";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import type { Role } from "@/lib/protocol/levels";
import type { User } from "@/lib/protocol/room";
import type { Removal } from "./use-room-facts";

/** What all parts of a room's screen need: the room and the user's place in it. */
export interface RoomContextValue {
  room: RoomInfo;
  you: User;
  client: RoomClient;
  /** The members whom the first messages may mention. */
  called: readonly User[];
  role: Role;
  /** Whether the user only previews the room, without being a member. */
  preview: boolean;
  /** Why the user is no longer in the room. */
  putOut: Removal | undefined;
  /** Whether a storage for files is configured. */
  storesFiles: boolean;
  /** Reloads the members after the user's own change. */
  membersChanged: () => void;
  /** Shows the result of the user's own change before the system message about it makes the page request the room again. */
  setRoom: (room: RoomInfo) => void;
}

export const RoomContext = createContext<RoomContextValue | undefined>(undefined);

/** @throws Error outside a room's screen. */
export function useRoomContext(): RoomContextValue {
  const context = useContext(RoomContext);
  if (!context) throw new Error("useRoomContext must be used within a room's screen");
  return context;
}

/** A room's displayed name; for a direct room the other user's name. */
export function titleOf(room: Pick<RoomInfo, "name" | "direct">, nameOf: (username: string) => string): string {
  return room.direct ? nameOf(room.direct.username) : room.name;
}
