"use client";

import { type ReactNode, useMemo } from "react";
import type { Room, TicketAnswer } from "../../../lib/api";
import type { Message, User } from "../../../lib/protocol";
import type { TicketRefusal } from "../../../lib/ticket-socket";
import { callApi } from "../call-api";
import { useRoom } from "../use-room";
import { ClosedNotice } from "./closed-notice";
import { Composer } from "./composer";
import { OfflineLine } from "./connection";
import { type Here, HereContext } from "./here";
import { MembersAside } from "./members-aside";
import { MembersButton } from "./members-button";
import { MessageLog } from "./message-log";
import { AuthorCard } from "./person-author";
import { ReadOnlyLine } from "./read-only-line";
import { RoomHeader } from "./room-header";
import { RoomMenu } from "./room-menu";
import { unsentIn } from "./unsent";
import { useHistory } from "./use-history";
import { useLeftOff } from "./use-left-off";
import { useMembersVersion } from "./use-members-version";
import { useRoomFacts } from "./use-room-facts";

const REFUSALS: Record<string, TicketRefusal | undefined> = {
  unauthenticated: "signed_out",
  forbidden: "forbidden",
  not_found: "not_found",
};

interface RoomViewProps {
  room: Room;
  you: User;
  /** Host and port of the rooms. */
  host: string;
  initial: { messages: Message[]; head: number };
  menu: ReactNode;
}

/** A room: what the server rendered, then live. */
export function RoomView({ room: asRendered, you, host, initial, menu }: RoomViewProps) {
  const roomId = asRendered.id;
  const keep = unsentIn(`unsent:${you.id}:${roomId}`);
  const { client, state } = useRoom({ roomId, host, initial, keep, getTicket: () => getTicket(roomId) });
  const history = useHistory(roomId, state, (older) => client.prepend(older));
  const unread = useLeftOff({ roomId, mine: asRendered.mine, head: initial.head, marked: ignore });
  const { room, setRoom } = useRoomFacts(asRendered, state.messages);
  const { version, membersChanged } = useMembersVersion(state);
  const role = room.mine?.role ?? state.you?.role ?? "member";
  const here = useMemo<Here>(
    () => ({ room, you, role, setRoom, membersChanged }),
    [room, you, role, setRoom, membersChanged],
  );
  return (
    <HereContext value={here}>
      <div className="flex h-dvh flex-col overflow-hidden">
        <RoomHeader state={state}>
          <MembersButton state={state} version={version} />
          <RoomMenu />
          {menu}
        </RoomHeader>
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
              <ClosedNotice reason={state.closed ?? "forbidden"} roomId={roomId} />
            ) : room.archivedAt !== undefined ? (
              <ReadOnlyLine />
            ) : (
              <Composer draftKey={`draft:${you.id}:${roomId}`} onSend={(body) => client.send(body)} />
            )}
          </main>
          <AuthorCard />
          <MembersAside online={state.online} version={version} />
        </div>
      </div>
    </HereContext>
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
