"use client";

import { createContext, type ReactNode, useContext, useEffect, useEffectEvent } from "react";
import { LazyPart, useLazyPart } from "@/app/_ui/lazy/lazy-part";
import { type OwnRoomList, useOwnRooms } from "@/app/_ui/rooms/own/use-own-rooms";
import type { AlertsProps } from "./alerts";

const alerts = new LazyPart<AlertsProps>(() => import("./alerts").then((code) => code.Alerts));

const OwnRoomsContext = createContext<OwnRoomList | undefined>(undefined);

/** The user's own rooms, shared by all screens, with the title's count and the notification sound. */
export function OwnRoomsProvider({ children }: { children: ReactNode }) {
  const list = useOwnRooms();
  const loadUnlessRendered = useEffectEvent(() => {
    // The rooms page is rendered with a fresh list.
    if (window.location.pathname !== "/rooms") list.refresh();
  });
  useEffect(() => loadUnlessRendered(), []);
  const { Component: Alerts } = useLazyPart(alerts, true);
  return (
    <OwnRoomsContext value={list}>
      {children}
      {Alerts && <Alerts rooms={list.rooms.rooms} />}
    </OwnRoomsContext>
  );
}

export function useOwnRoomList(): OwnRoomList {
  const list = useContext(OwnRoomsContext);
  if (!list) throw new Error("useOwnRoomList must be used within an OwnRoomsProvider");
  return list;
}
