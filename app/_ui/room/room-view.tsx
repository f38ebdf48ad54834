"use client";

import type { ReactNode } from "react";
import type { Room, TicketAnswer } from "../../../lib/api";
import type { Message, User } from "../../../lib/protocol";
import type { TicketRefusal } from "../../../lib/ticket-socket";
import { callApi } from "../call-api";
import { useRoom } from "../use-room";
import { ClosedNotice } from "./closed-notice";
import { Composer } from "./composer";
import { OfflineLine } from "./connection";
import { MessageLog } from "./message-log";
import { OnlineList } from "./online";
import { RoomHeader } from "./room-header";
import { unsentIn } from "./unsent";
import { useHistory } from "./use-history";
import { useLeftOff } from "./use-left-off";

const REFUSALS: Record<string, TicketRefusal | undefined> = {
  unauthenticated: "signed_out",
  forbidden: "forbidden",
  not_found: "not_found",
};

interface RoomViewProps {
  room: Pick<Room, "id" | "name" | "mine">;
  you: User;
  /** Host and port of the rooms. */
  host: string;
  initial: { messages: Message[]; head: number };
  menu: ReactNode;
}

/** A room: what the server rendered, then live. */
export function RoomView({ room, you, host, initial, menu }: RoomViewProps) {
  const keep = unsentIn(`unsent:${you.id}:${room.id}`);
  const { client, state } = useRoom({ roomId: room.id, host, initial, keep, getTicket: () => getTicket(room.id) });
  const history = useHistory(room.id, state, (older) => client.prepend(older));
  const unread = useLeftOff({ roomId: room.id, mine: room.mine, head: initial.head, marked: ignore });
  return (
    <div className="flex h-dvh flex-col overflow-hidden">
      <RoomHeader name={room.name} state={state} menu={menu} />
      <div className="flex min-h-0 flex-1">
        <main id="main" className="flex min-w-0 flex-1 flex-col">
          <MessageLog
            state={state}
            you={you}
            history={history}
            unread={unread}
            onRead={ignore}
            onRetry={(clientId) => client.retry(clientId)}
            onDiscard={(clientId) => client.discard(clientId)}
          />
          {state.status === "offline" && <OfflineLine />}
          {state.status === "closed" ? (
            <ClosedNotice reason={state.closed ?? "forbidden"} roomId={room.id} />
          ) : (
            <Composer draftKey={`draft:${you.id}:${room.id}`} onSend={(body) => client.send(body)} />
          )}
        </main>
        <aside className="hidden w-64 shrink-0 overflow-y-auto border-l border-line bg-surface p-4 lg:block">
          <OnlineList online={state.online} you={you} />
        </aside>
      </div>
    </div>
  );
}

// Until the list is live.
const ignore = () => {};

/** @throws Error where asking again may help. */
async function getTicket(roomId: string): Promise<TicketAnswer | { refusal: TicketRefusal }> {
  const answer = await callApi<TicketAnswer>(`/api/rooms/${roomId}/ticket`, { method: "POST" });
  if (answer.ok) return answer.data;
  const refusal = REFUSALS[answer.code];
  if (refusal) return { refusal };
  throw new Error(answer.code);
}
