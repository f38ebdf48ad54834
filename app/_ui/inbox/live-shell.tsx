"use client";

import { useSelectedLayoutSegment } from "next/navigation";
import type { ReactNode } from "react";
import { PageOf } from "@/app/_ui/auth/page/page-of";
import type { User } from "@/lib/protocol/room";
import { BlockedProvider } from "./blocked";
import { LiveProvider } from "./hub";
import { MainRooms } from "./main-rooms";
import { OutboxDrain } from "./outbox-drain";
import { Sidebar } from "./sidebar";

interface LiveProps {
  me: User;
  /** Host and port of the rooms. */
  host: string;
  /** People whom they have blocked. */
  blocked: readonly User[];
  children: ReactNode;
}

/** Around every page of a signed-in user: their inbox and rooms, the title's count, and what is still to be sent. */
export function Live({ me, host, blocked, openRoom, children }: LiveProps & { openRoom?: string }) {
  return (
    <LiveProvider me={me} host={host}>
      <OutboxDrain userId={me.id} host={host} openRoom={openRoom} />
      <BlockedProvider initial={blocked}>
        <MainRooms>{children}</MainRooms>
      </BlockedProvider>
    </LiveProvider>
  );
}

/** Around the list and every room: one inbox and one list for all of them, which stands beside a room where there is space. */
export function LiveShell({ children, ...live }: LiveProps) {
  const roomId = useSelectedLayoutSegment();
  return (
    <PageOf user={live.me}>
      <Live {...live} openRoom={roomId ?? undefined}>
        <div className={roomId ? "lg:flex" : ""}>
          {roomId && <Sidebar current={roomId} />}
          <div className="min-w-0 flex-1">{children}</div>
        </div>
      </Live>
    </PageOf>
  );
}
