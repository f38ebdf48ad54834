"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { Button } from "../button";
import { Logo } from "../logo";
import { CreateRoom } from "../rooms/create-room";
import { MoreRooms } from "../rooms/more-rooms";
import { RoomRows } from "../rooms/room-rows";
import { RoomSearch } from "../rooms/room-search";
import { RoomRowsSkeleton } from "../rooms/rooms-skeleton";
import type { Rooms } from "../rooms/use-rooms";
import { useSearchedRooms } from "../rooms/use-searched-rooms";
import { useProblem } from "../use-problem";
import { DownLine } from "./down-line";

/** As Tailwind's `lg`, from which on the sidebar shows. */
const WIDE = "(min-width: 64rem)";

/** The list of rooms beside the room that is open. */
export function Sidebar({ current }: { current: string }) {
  const t = useTranslations("live");
  const isWide = useIsWide();
  return (
    <nav
      aria-label={t("rooms")}
      className="sticky top-0 hidden h-dvh w-72 shrink-0 flex-col border-r border-line bg-surface lg:flex xl:w-80"
    >
      {isWide && <SidebarRooms current={current} />}
    </nav>
  );
}

function SidebarRooms({ current }: { current: string }) {
  const { rooms, load, search } = useSearchedRooms();
  return (
    <>
      <div className="shrink-0 border-b border-line px-3 pt-2">
        <div className="flex items-center justify-between gap-2">
          <Link href="/rooms" className="flex min-h-11 items-center rounded-lg">
            <Logo />
          </Link>
          <CreateRoom compact />
        </div>
        <RoomSearch initial="" onSearch={search} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto p-2">
        <DownLine />
        <SidebarBody
          rooms={rooms}
          current={current}
          retry={() => load(rooms.query ? "search" : "refresh", rooms.query)}
          more={() => load("more", rooms.query)}
        />
      </div>
    </>
  );
}

interface SidebarBodyProps {
  rooms: Rooms;
  current: string;
  retry: () => void;
  more: () => void;
}

function SidebarBody({ rooms, current, retry, more }: SidebarBodyProps) {
  const t = useTranslations();
  const problem = useProblem();
  if (rooms.failed && rooms.failed.load !== "more") {
    return (
      <div className="flex flex-col items-center gap-2 p-4 text-center text-sm text-muted">
        <p role="alert">{problem(rooms.failed.code)}</p>
        <Button look="secondary" onClick={retry}>
          {t("rooms.retry")}
        </Button>
      </div>
    );
  }
  const isEmpty = rooms.rooms.length === 0;
  if (isEmpty && (!rooms.loaded || rooms.busy === "search")) return <RoomRowsSkeleton compact />;
  if (isEmpty) {
    return (
      <p role="status" className="p-4 text-center text-sm text-muted wrap-anywhere">
        {rooms.query ? t("live.noMatch", { query: rooms.query }) : t("live.empty")}
      </p>
    );
  }
  return (
    <>
      <RoomRows
        rooms={rooms.rooms}
        busy={rooms.busy === "search"}
        current={current}
        compact
        className="flex flex-col gap-0.5"
      />
      <MoreRooms rooms={rooms} more={more} />
    </>
  );
}

function useIsWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = window.matchMedia(WIDE);
      query.addEventListener("change", changed);
      return () => query.removeEventListener("change", changed);
    },
    () => window.matchMedia(WIDE).matches,
    () => false,
  );
}
