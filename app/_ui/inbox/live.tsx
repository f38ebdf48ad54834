"use client";

import type { ReactNode } from "react";
import { QueryCache } from "@/app/_ui/api/query-cache";
import { LazyPart, useIdleCode } from "@/app/_ui/lazy/lazy-part";
import type { User } from "@/lib/protocol/room";
import { BlockedProvider } from "./blocked";
import { InboxProvider } from "./inbox-provider";
import type { OutboxDrainProps } from "./outbox-drain";
import { OwnRoomsProvider } from "./own-rooms-provider";

const outboxDrain = new LazyPart<OutboxDrainProps>(() => import("./outbox-drain").then((code) => code.OutboxDrain));

export interface LiveProps {
  me: User;
  /** Host and port of the rooms. */
  host: string;
  /** People whom the user has blocked. */
  blocked: readonly User[];
  /** The room that the page shows. */
  openRoom?: string;
  children?: ReactNode;
}

/** For every page of a signed-in user: the inbox, own rooms, the count in the title, and the sending of unsent requests. */
export function Live({ me, host, blocked, openRoom, children }: LiveProps) {
  // Loaded when idle: most page loads have no unsent requests in other rooms.
  const OutboxDrain = useIdleCode(outboxDrain);
  return (
    <QueryCache>
      <InboxProvider me={me} host={host}>
        {OutboxDrain && <OutboxDrain userId={me.id} host={host} openRoom={openRoom} />}
        <BlockedProvider initial={blocked}>
          <OwnRoomsProvider>{children}</OwnRoomsProvider>
        </BlockedProvider>
      </InboxProvider>
    </QueryCache>
  );
}
