"use client";

import { createContext, type ReactNode, useContext, useEffect, useEffectEvent } from "react";
import { type RoomList, useRooms } from "../rooms/use-rooms";
import { attentionIn } from "./attention";
import { useRinging } from "./use-ringing";
import { useTitleBadge } from "./use-title-badge";

const MainRoomsContext = createContext<RoomList | undefined>(undefined);

/** The list of rooms that all screens within share; also what it says outside of them: the title's count and the sound. */
export function MainRooms({ children }: { children: ReactNode }) {
  const list = useRooms();
  const loadUnlessRendered = useEffectEvent(() => {
    // The list's own page brings it along.
    const { pathname, search } = window.location;
    if (pathname !== "/rooms" || search !== "") void list.load("refresh", "");
  });
  useEffect(() => loadUnlessRendered(), []);
  useTitleBadge(attentionIn(list.rooms.rooms));
  useRinging(list.rooms.rooms);
  return <MainRoomsContext value={list}>{children}</MainRoomsContext>;
}

export function useMainRooms(): RoomList {
  const list = useContext(MainRoomsContext);
  if (!list) throw new Error("lists of rooms stand within MainRooms");
  return list;
}
