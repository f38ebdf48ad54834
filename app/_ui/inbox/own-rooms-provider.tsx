"use client";

import { createContext, type ReactNode, useContext, useEffect, useEffectEvent } from "react";
import { type OwnRoomList, useOwnRooms } from "@/app/_ui/rooms/own/use-own-rooms";
import { attentionIn } from "./attention";
import { useNotificationSound } from "./use-notification-sound";
import { useTitleBadge } from "./use-title-badge";

const OwnRoomsContext = createContext<OwnRoomList | undefined>(undefined);

/** The user's own rooms, shared by all screens, with the title's count and the notification sound. */
export function OwnRoomsProvider({ children }: { children: ReactNode }) {
  const list = useOwnRooms();
  const loadUnlessRendered = useEffectEvent(() => {
    // The rooms page is rendered with a fresh list.
    if (window.location.pathname !== "/rooms") list.refresh();
  });
  useEffect(() => loadUnlessRendered(), []);
  useTitleBadge(attentionIn(list.rooms.rooms));
  useNotificationSound(list.rooms.rooms);
  return <OwnRoomsContext value={list}>{children}</OwnRoomsContext>;
}

export function useOwnRoomList(): OwnRoomList {
  const list = useContext(OwnRoomsContext);
  if (!list) throw new Error("useOwnRoomList must be used within an OwnRoomsProvider");
  return list;
}
