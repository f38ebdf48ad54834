"use client";

import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { getTicket } from "@/app/_ui/api/get-ticket";
import { checkSession } from "@/app/_ui/auth/page/check-session";
import { usePageSession } from "@/app/_ui/auth/page/page-user-provider";
import type { User } from "@/lib/protocol/room";
import { type HubState, InboxHub } from "./inbox-hub";

interface Live {
  hub: InboxHub;
  me: User;
}

const LiveContext = createContext<Live | undefined>(undefined);

/** Opens the inbox of who is signed in, once for all that is shown within. */
export function InboxProvider({ me, host, children }: { me: User; host: string; children: ReactNode }) {
  const [live] = useState<Live>(() => ({
    hub: new InboxHub({ userId: me.id, host, getTicket: (signal) => getTicket("/api/inbox/ticket", signal) }),
    me,
  }));
  const isOurs = usePageSession() === "current";
  useEffect(() => {
    if (!isOurs) return;
    live.hub.open();
    return () => live.hub.close();
  }, [live, isOurs]);
  useEffect(() => {
    let isOn = true;
    const end = live.hub.subscribe(async () => {
      if (live.hub.getState() !== "signed_out") return;
      // The inbox's session has ended; its user may have entered again meanwhile.
      if ((await checkSession()) && isOn) live.hub.open();
    });
    return () => {
      isOn = false;
      end();
    };
  }, [live]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useInboxHub(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("what is live stands within LiveProvider");
  return live;
}

/** Whether lists are live, and if not, whether they will be by themselves. */
export function useHubState(): HubState {
  const { hub } = useInboxHub();
  return useSyncExternalStore(hub.subscribe, hub.getState, () => "live");
}
