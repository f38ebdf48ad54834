"use client";

import { type ReactNode, useEffect, useMemo, useState } from "react";
import { getTicket, takeRendered } from "@/app/_ui/api/get-ticket";
import { useAskBeforeClosing } from "@/app/_ui/hooks/use-ask-before-closing";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { useScreenTitle } from "@/app/_ui/inbox/screen-title";
import { NotificationsButton } from "@/app/_ui/notifications/notifications-button";
import { PinsButton } from "@/app/_ui/pins/pins-button";
import { SearchButton } from "@/app/_ui/search/search-button";
import { DeviceOutbox } from "@/lib/client/outbox/outbox-store";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import type { TicketAnswer } from "@/lib/protocol/http/tickets";
import type { Message, User } from "@/lib/protocol/room";
import { Conversation } from "./conversation";
import { useHistory } from "./log/use-history";
import { usePreview } from "./members/join/use-preview";
import { MembersAside } from "./members/members-aside";
import { MembersButton } from "./members/members-button";
import type { Present } from "./members/people-groups";
import { useMembersChanges } from "./members/use-members-changes";
import { RoomMenu } from "./menu/room-menu";
import { AuthorCard } from "./messages/author/author-button";
import { renderedTrees, type TreesBySeq } from "./messages/format/rendered-trees";
import type { Piece } from "./messages/links/links";
import { useUnreadCount } from "./reading/use-unread-count";
import { RoomContext, type RoomContextValue, titleOf, useRoomContext } from "./room-context";
import { RoomHeader } from "./room-header";
import { useRoom } from "./use-room";
import { useRoomFacts } from "./use-room-facts";

interface RoomViewProps {
  room: RoomInfo;
  you: User;
  /** Host and port of the rooms. */
  host: string;
  /** `called`: the members whom the messages may mention. */
  initial: { messages: Message[]; head: number; called: readonly User[] };
  /** Whether a storage for files is configured. */
  storesFiles: boolean;
  /** What these messages show. */
  trees: TreesBySeq;
  /** The pieces of the room's description. */
  description: readonly Piece[];
  /** For the first connection. */
  ticket: TicketAnswer | undefined;
  /** Differs for each server rendering, so that a rendering from the router's cache is recognised. */
  renderId: string;
  menu: ReactNode;
}

/** A room's screen: shows what the server rendered until the room is connected. */
export function RoomView({
  room: asRendered,
  you,
  host,
  initial,
  storesFiles,
  trees,
  description,
  ticket,
  renderId,
  menu,
}: RoomViewProps) {
  const roomId = asRendered.id;
  const { client, state } = useRoom({
    roomId,
    host,
    initial,
    userId: you.id,
    store: new DeviceOutbox(you.id, roomId),
    getTicket: async (signal) => takeRendered(ticket) ?? getTicket(`/api/rooms/${roomId}/ticket?preview=1`, signal),
  });
  useAskBeforeClosing(state.isUnsent);
  const history = useHistory(roomId, client, state);
  const { unread, read, asked } = useUnreadCount(asRendered, renderId, client, state);
  const { room, setRoom, putOut, ask } = useRoomFacts(asRendered, state);
  useEffect(() => {
    if (asked) setRoom(asked);
  }, [asked, setRoom]);
  const preview = usePreview(client, state, room, ask);
  useScreenTitle(titleOf(room, useDisplayName()));
  const membersChanged = useMembersChanges(roomId, state);
  const role = preview ? "member" : (room.mine?.role ?? state.you?.role ?? "member");
  const here = useMemo<RoomContextValue>(
    () => ({ room, you, client, called: initial.called, role, preview, putOut, storesFiles, setRoom, membersChanged }),
    [room, you, client, initial.called, role, preview, putOut, storesFiles, setRoom, membersChanged],
  );
  const [rendered] = useState(() => renderedTrees(initial.messages, trees));
  const { online, onlineCount, onlineNext } = state;
  const isLive = state.status === "live";
  // The same elements as before, so that a new message does not render these parts again.
  const { buttons, aside } = useMemo(() => {
    const more = onlineNext === undefined ? undefined : client.moreOnline;
    const present = { users: online, count: onlineCount, more };
    return { buttons: <RoomButtons present={present} isLive={isLive} />, aside: <MembersAside present={present} /> };
  }, [client, online, onlineCount, onlineNext, isLive]);
  return (
    <RoomContext value={here}>
      <div className="flex h-dvh flex-col overflow-hidden">
        <RoomHeader state={state} pieces={room.description === asRendered.description ? description : undefined}>
          {buttons}
          <NotificationsButton className="relative max-sm:hidden" />
          {menu}
        </RoomHeader>
        <div className="flex min-h-0 flex-1">
          {/* In a very low window the end stays on the screen, since the composer is there. */}
          <main id="main" className="flex min-w-0 flex-1 flex-col justify-end">
            <Conversation
              client={client}
              state={state}
              rendered={rendered}
              history={history}
              unread={unread}
              onRead={read}
            />
          </main>
          <AuthorCard />
          {aside}
        </div>
      </div>
    </RoomContext>
  );
}

function RoomButtons({ present, isLive }: { present: Present; isLive: boolean }) {
  const { room } = useRoomContext();
  return (
    <>
      {room.mine && <SearchButton roomId={room.id} className="max-sm:hidden" />}
      <PinsButton />
      <MembersButton present={present} isLive={isLive} />
      <RoomMenu />
    </>
  );
}
