"use client";

import { type ReactNode, useEffect, useMemo } from "react";
import type { Room } from "../../../lib/api";
import { DeviceOutbox } from "../../../lib/client/outbox-store";
import type { Message, User } from "../../../lib/protocol";
import { getTicket } from "../get-ticket";
import { useAskBeforeClosing } from "../hooks/use-ask-before-closing";
import { useScreenTitle } from "../live/screen-title";
import { useDisplayName } from "../use-display-name";
import { useRoom } from "../use-room";
import { Conversation } from "./conversation";
import { type Here, HereContext, titleOf } from "./here";
import { usePreview } from "./members/use-preview";
import { MembersAside } from "./members-aside";
import { MembersButton } from "./members-button";
import { NotifyItems } from "./notify-items";
import { AuthorCard } from "./person-author";
import { RoomHeader } from "./room-header";
import { RoomMenu } from "./room-menu";
import { useHistory } from "./use-history";
import { useMembersVersion } from "./use-members-version";
import { useRoomFacts } from "./use-room-facts";
import { useUnread } from "./use-unread";

interface RoomViewProps {
  room: Room;
  you: User;
  /** Host and port of the rooms. */
  host: string;
  initial: { messages: Message[]; head: number };
  /** Differs for each server rendering, so that one from the router's cache is recognised. */
  renderId: string;
  menu: ReactNode;
}

/** A room: what the server rendered, then live. */
export function RoomView({ room: asRendered, you, host, initial, renderId, menu }: RoomViewProps) {
  const roomId = asRendered.id;
  const { client, state } = useRoom({
    roomId,
    host,
    initial,
    userId: you.id,
    keep: new DeviceOutbox(you.id, roomId),
    getTicket: (signal) => getTicket(`/api/rooms/${roomId}/ticket?preview=1`, signal),
  });
  useAskBeforeClosing(state.isUnsent);
  const history = useHistory(roomId, state, (older) => client.prepend(older));
  const { unread, read, asked } = useUnread(asRendered, renderId, client, state);
  const { room, setRoom, putOut, ask } = useRoomFacts(asRendered, state);
  useEffect(() => {
    if (asked) setRoom(asked);
  }, [asked, setRoom]);
  const preview = usePreview(client, state, room, ask);
  useScreenTitle(titleOf(room, useDisplayName()));
  const { version, membersChanged } = useMembersVersion(state);
  const role = preview ? "member" : (room.mine?.role ?? state.you?.role ?? "member");
  const here = useMemo<Here>(
    () => ({ room, you, role, preview, putOut, setRoom, membersChanged }),
    [room, you, role, preview, putOut, setRoom, membersChanged],
  );
  return (
    <HereContext value={here}>
      <div className="flex h-dvh flex-col overflow-hidden">
        <RoomHeader state={state}>
          <MembersButton state={state} version={version} />
          <RoomMenu>{room.mine && !preview && <NotifyItems />}</RoomMenu>
          {menu}
        </RoomHeader>
        <div className="flex min-h-0 flex-1">
          <main id="main" className="flex min-w-0 flex-1 flex-col">
            <Conversation client={client} state={state} history={history} unread={unread} onRead={read} />
          </main>
          <AuthorCard />
          <MembersAside online={state.online} version={version} />
        </div>
      </div>
    </HereContext>
  );
}
