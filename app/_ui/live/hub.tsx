"use client";

import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { User } from "../../../lib/protocol";
import { getTicket } from "../get-ticket";
import { type HubState, InboxHub } from "./inbox-hub";

interface Live {
  hub: InboxHub;
  me: User;
}

const LiveContext = createContext<Live | undefined>(undefined);

/** Opens the inbox of who is signed in, once for all that is shown within. */
export function LiveProvider({ me, host, children }: { me: User; host: string; children: ReactNode }) {
  const [live] = useState<Live>(() => ({
    hub: new InboxHub({ userId: me.id, host, getTicket: () => getTicket("/api/inbox/ticket") }),
    me,
  }));
  useEffect(() => {
    live.hub.open();
    return () => live.hub.close();
  }, [live]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("what is live stands within LiveProvider");
  return live;
}

/** Whether lists are live, and if not, whether they will be by themselves. */
export function useHubState(): HubState {
  const { hub } = useLive();
  return useSyncExternalStore(hub.subscribe, hub.getState, () => "live");
}
