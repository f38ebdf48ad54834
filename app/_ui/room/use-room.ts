import { useEffect, useLayoutEffect, useState, useSyncExternalStore } from "react";
import { checkSession } from "@/app/_ui/auth/page/check-session";
import { noteSession } from "@/app/_ui/auth/page/page-user";
import { usePageSession } from "@/app/_ui/auth/page/page-user-provider";
import { serverClock } from "@/lib/client/connection/server-clock";
import { RoomClient, type RoomClientOptions } from "@/lib/client/room-client";
import type { RoomClientState } from "@/lib/client/room-client-state";

/**
 * One room's client, open while its page is shown and its user is signed in. Options are read only once, so the component needs the
 * room's id as its `key`.
 */
export function useRoom(options: RoomClientOptions): { client: RoomClient; state: RoomClientState } {
  const [client] = useState(() => new RoomClient({ ...options, clock: serverClock }));
  const state = useSyncExternalStore(client.subscribe, client.getState, client.getState);
  const isOurs = usePageSession() === "current";
  // Not after the effects of all parts of the screen, which take long on a slow phone.
  useLayoutEffect(() => {
    if (!isOurs) return;
    client.open();
    window.addEventListener("pagehide", client.flushReads);
    return () => {
      window.removeEventListener("pagehide", client.flushReads);
      client.flushReads();
      client.close();
    };
  }, [client, isOurs]);
  useEffect(() => {
    if (state.closed === "other_account") noteSession("other_account");
    if (state.closed !== "signed_out") return;
    let isOn = true;
    // The socket's session has ended, but the user may have signed in again since.
    void checkSession().then((isSignedIn) => isSignedIn && isOn && client.open());
    return () => {
      isOn = false;
    };
  }, [client, state.closed]);
  return { client, state };
}
