import { createContext, useContext } from "react";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import type { Role, User } from "@/lib/protocol/room";
import type { Removal } from "./use-room-facts";

/** The room that a screen is about, and who one is in it. */
export interface RoomContextValue {
  room: RoomInfo;
  you: User;
  role: Role;
  /** The user is not a member and only previews the room. */
  preview: boolean;
  /** That one is in it no longer. */
  putOut: Removal | undefined;
  /** Asks for the members anew, after a change of one's own. */
  membersChanged: () => void;
  /** Shows what a change of one's own has come to, before the room tells it. */
  setRoom: (room: RoomInfo) => void;
}

export const RoomContext = createContext<RoomContextValue | undefined>(undefined);

/** @throws Error outside a room's screen. */
export function useRoomContext(): RoomContextValue {
  const here = useContext(RoomContext);
  if (!here) throw new Error("not in a room");
  return here;
}

/** What a room is called: a direct one by the other's name. */
export function titleOf(room: Pick<RoomInfo, "name" | "direct">, nameOf: (username: string) => string): string {
  return room.direct ? nameOf(room.direct.username) : room.name;
}
