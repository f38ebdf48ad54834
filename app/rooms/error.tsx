"use client";

import { useEffect } from "react";
import { useOwnRoomList } from "@/app/_ui/inbox/own-rooms-provider";
import ErrorPage from "@/app/error";

/** Shown in place of the rooms page if it fails to render, within the layout, so that the title keeps its count. */
export default function RoomsError(failure: { error: unknown; retry: () => void }) {
  const { refresh } = useOwnRoomList();
  // The failed page would have had the list.
  useEffect(() => {
    refresh();
  }, [refresh]);
  return <ErrorPage {...failure} />;
}
