"use client";

import { useSelectedLayoutSegment } from "next/navigation";
import type { ReactNode } from "react";
import { QueryCache } from "@/app/_ui/api/query-cache";
import { PageUserProvider } from "@/app/_ui/auth/page/page-user-provider";
import type { User } from "@/lib/protocol/room";
import { BlockedProvider } from "./blocked";
import { InboxProvider } from "./inbox-provider";
import { OutboxDrain } from "./outbox-drain";
import { OwnRoomsProvider } from "./own-rooms-provider";
import { Sidebar } from "./sidebar";

interface LiveProps {
  me: User;
  /** Host and port of the rooms. */
  host: string;
  /** People whom the user has blocked. */
  blocked: readonly User[];
  children: ReactNode;
}

/** Wraps every page of a signed-in user: the inbox, own rooms, the count in the title, and the sending of unsent requests. */
export function Live({ me, host, blocked, openRoom, children }: LiveProps & { openRoom?: string }) {
  return (
    <QueryCache>
      <InboxProvider me={me} host={host}>
        <OutboxDrain userId={me.id} host={host} openRoom={openRoom} />
        <BlockedProvider initial={blocked}>
          <OwnRoomsProvider>{children}</OwnRoomsProvider>
        </BlockedProvider>
      </InboxProvider>
    </QueryCache>
  );
}

/** Wraps the rooms page and every room, so that they share one inbox and one list. The list is beside the room if there is space. */
export function LiveShell({ children, ...live }: LiveProps) {
  const roomId = useSelectedLayoutSegment();
  return (
    <PageUserProvider user={live.me}>
      <Live {...live} openRoom={roomId ?? undefined}>
        <div className={roomId ? "lg:flex" : ""}>
          {roomId && <Sidebar current={roomId} />}
          <div className="min-w-0 flex-1">{children}</div>
        </div>
      </Live>
    </PageUserProvider>
  );
}
