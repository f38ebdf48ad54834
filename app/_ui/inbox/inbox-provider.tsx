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

/** Opens the signed-in user's inbox once, for all children. */
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
      // The inbox's session has ended, but the user may have signed in again meanwhile.
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
  if (!live) throw new Error("useInboxHub must be used within an InboxProvider");
  return live;
}

/** Whether the lists are live, and if not, whether they reconnect by themselves. */
export function useHubState(): HubState {
  const { hub } = useInboxHub();
  return useSyncExternalStore(hub.subscribe, hub.getState, () => "live");
}
