"use client";

import { useTranslations } from "next-intl";
import type { RoomsAnswer } from "../../../lib/api";
import { Button } from "../button";
import { Notice } from "../notice";
import { useProblem } from "../use-problem";
import { CreateRoom } from "./create-room";
import { MoreRooms } from "./more-rooms";
import { RoomRow } from "./room-row";
import { RoomSearch } from "./room-search";
import { RoomRowsSkeleton } from "./rooms-skeleton";
import { type Rooms, useRooms } from "./use-rooms";

interface RoomsViewProps {
  initial: RoomsAnswer;
  initialQuery: string;
  /** When `initial` was read, epoch milliseconds. */
  loadedAt: number;
}

export function RoomsView({ initial, initialQuery, loadedAt }: RoomsViewProps) {
  const t = useTranslations("rooms");
  const { rooms, load } = useRooms(initial, initialQuery, loadedAt);
  function search(query: string) {
    // Not through the router: a new address needs no new page here, and must not lead to the browser's own error page offline.
    window.history.replaceState(null, "", query ? `/rooms?query=${encodeURIComponent(query)}` : "/rooms");
    void load("search", query);
  }
  return (
    <>
      <div className="flex min-h-11 items-center justify-between gap-3">
        <h1 className="text-2xl font-bold tracking-tight">{t("title")}</h1>
        <CreateRoom />
      </div>
      <RoomSearch initial={initialQuery} onSearch={search} />
      <p role="status" className="sr-only">
        {rooms.busy === "search" ? t("loading") : rooms.query && t("found", { count: rooms.rooms.length })}
      </p>
      <RoomsBody rooms={rooms} retry={() => search(rooms.query)} more={() => load("more", rooms.query)} />
    </>
  );
}

function RoomsBody({ rooms, retry, more }: { rooms: Rooms; retry: () => void; more: () => void }) {
  const t = useTranslations("rooms");
  const problem = useProblem();
  if (rooms.failed?.load === "search") {
    return (
      <Notice title={t("error")} body={problem(rooms.failed.code)}>
        <Button onClick={retry}>{t("retry")}</Button>
      </Notice>
    );
  }
  const searching = rooms.busy === "search";
  if (rooms.rooms.length === 0 && searching) return <RoomRowsSkeleton />;
  if (rooms.rooms.length === 0) return <NoRooms query={rooms.query} />;
  return (
    <>
      <ul
        aria-label={t("list")}
        aria-busy={searching}
        className="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface shadow-card transition-opacity aria-busy:opacity-60"
      >
        {rooms.rooms.map((room) => (
          <RoomRow key={room.id} room={room} />
        ))}
      </ul>
      <MoreRooms rooms={rooms} more={more} />
    </>
  );
}

function NoRooms({ query }: { query: string }) {
  const t = useTranslations("rooms");
  return query ? (
    <Notice title={t("noMatch.title", { query })} body={t("noMatch.body")}>
      <CreateRoom suggestion={query} look="secondary" />
    </Notice>
  ) : (
    <Notice title={t("empty.title")} body={t("empty.body")} />
  );
}
