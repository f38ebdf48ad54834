"use client";

import Link from "next/link";
import { DownLine } from "@/app/_ui/inbox/down-line";
import { useOwnRoomList } from "@/app/_ui/inbox/own-rooms-provider";
import { Logo } from "@/app/_ui/layout/logo";
import { SavedButton } from "@/app/_ui/pins/saved-button";
import { SearchButton } from "@/app/_ui/search/search-button";
import { CreateRoom } from "./create/create-room";
import { RoomListsHead, RoomListsPanels, RoomListsRoot } from "./room-lists";
import { useRoomLists } from "./use-room-lists";

export interface SidebarRoomsProps {
  /** The id of the open room. */
  current: string;
}

/** The content of the `Sidebar`. */
export function SidebarRooms({ current }: SidebarRoomsProps) {
  const lists = useRoomLists();
  const { rooms: own } = useOwnRoomList();
  return (
    <RoomListsRoot lists={lists} className="flex min-h-0 flex-1 flex-col">
      <div className="shrink-0 border-b border-line px-3 pt-2">
        <div className="flex items-center justify-between gap-2">
          <Link href="/rooms" prefetch={false} className="flex min-h-11 items-center rounded-lg">
            <Logo />
          </Link>
          {/* Three buttons and the name fit into the narrower sidebar only if the buttons overlap. */}
          <div className="-mr-2 flex -space-x-1.5 xl:mr-0 xl:space-x-0">
            <SearchButton />
            <SavedButton />
            <CreateRoom compact />
          </div>
        </div>
        <RoomListsHead lists={lists} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto p-2 pt-0">
        <DownLine />
        <RoomListsPanels lists={lists} own={own} compact current={current} />
      </div>
    </RoomListsRoot>
  );
}
