import { useEffect, useState, useSyncExternalStore } from "react";
import { RoomClient, type RoomClientOptions } from "../../lib/room-client";
import type { RoomState } from "../../lib/room-state";

/** One room's client for as long as its page is shown. Options are read once: give the page the room's id as its key. */
export function useRoom(options: RoomClientOptions): { client: RoomClient; state: RoomState } {
  const [client] = useState(() => new RoomClient(options));
  const state = useSyncExternalStore(client.subscribe, client.getState, client.getState);
  useEffect(() => {
    client.open();
    return () => client.close();
  }, [client]);
  return { client, state };
}
