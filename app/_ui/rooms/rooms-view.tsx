"use client";

import { useTranslations } from "next-intl";
import { useEffect, useMemo } from "react";
import { DownLine } from "@/app/_ui/inbox/down-line";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { useOwnRoomList } from "@/app/_ui/inbox/own-rooms-provider";
import { useScreenTitle } from "@/app/_ui/inbox/screen-title";
import { SavedButton } from "@/app/_ui/pins/saved-button";
import { SearchButton } from "@/app/_ui/search/search-button";
import type { OwnInvitesAnswer } from "@/lib/protocol/http/invites";
import type { RoomsAnswer } from "@/lib/protocol/http/rooms";
import { CreateRoom } from "./create/create-room";
import { Invitations } from "./own/invitations";
import { renderedOwnRooms } from "./own/use-own-rooms";
import { RoomListsHead, RoomListsPanels, RoomListsRoot } from "./room-lists";
import { useRoomLists, type View } from "./use-room-lists";

interface RoomsViewProps {
  /** The first page of own rooms. */
  own: RoomsAnswer;
  /** Public rooms, if the server has rendered them. */
  discover?: RoomsAnswer;
  initial: { view: View; query: string };
  invites: OwnInvitesAnswer;
  /** When the lists were read (epoch ms). */
  loadedAt: number;
}

export function RoomsView({ own, discover, initial, invites, loadedAt }: RoomsViewProps) {
  const t = useTranslations("rooms");
  const { me } = useInboxHub();
  const main = useOwnRoomList();
  const first = useMemo(() => renderedOwnRooms(own, me), [own, me]);
  const { seed } = main;
  useEffect(() => seed(own, loadedAt), [seed, own, loadedAt]);
  useScreenTitle(t("title"));
  const rendered = useMemo(
    () => discover && { answer: discover, query: initial.query, at: loadedAt },
    [discover, initial.query, loadedAt],
  );
  // Not through the router, which would load the page again; offline, that would end at the browser's error page.
  const lists = useRoomLists(initial, (now) => window.history.replaceState(null, "", roomsPath(now)));
  return (
    <RoomListsRoot lists={lists}>
      <div className="flex min-h-11 items-center justify-between gap-3">
        <h1 className="text-2xl font-bold tracking-tight">{t("title")}</h1>
        <div className="flex items-center gap-1">
          <SearchButton />
          <SavedButton />
          <CreateRoom />
        </div>
      </div>
      <RoomListsHead lists={lists} />
      <DownLine />
      <Invitations initial={invites} loadedAt={loadedAt} />
      <RoomListsPanels lists={lists} own={main.rooms.loaded ? main.rooms : first} rendered={rendered} />
    </RoomListsRoot>
  );
}

function roomsPath({ view, query }: { view: View; query: string }): string {
  const parameters = new URLSearchParams({ ...(query && { query }), ...(view !== "mine" && { view }) });
  return parameters.size > 0 ? `/rooms?${parameters}` : "/rooms";
}
