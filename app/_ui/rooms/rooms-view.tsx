"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { OwnInvitesAnswer, RoomsAnswer } from "../../../lib/api";
import { Button } from "../button";
import { DownLine } from "../live/down-line";
import { Notice } from "../notice";
import { useProblem } from "../use-problem";
import { CreateRoom } from "./create-room";
import { Invitations } from "./invitations";
import { MoreRooms } from "./more-rooms";
import { RoomRows } from "./room-rows";
import { RoomSearch } from "./room-search";
import { RoomRowsSkeleton } from "./rooms-skeleton";
import { useNewRooms } from "./use-new-rooms";
import type { Rooms } from "./use-rooms";
import { useSearchedRooms } from "./use-searched-rooms";

interface RoomsViewProps {
  initial: RoomsAnswer;
  initialQuery: string;
  invites: OwnInvitesAnswer;
  /** When `initial` was read, epoch milliseconds. */
  loadedAt: number;
}

export function RoomsView({ initial, initialQuery, invites, loadedAt }: RoomsViewProps) {
  const t = useTranslations("rooms");
  const rendered = useMemo(
    () => ({ answer: initial, query: initialQuery, at: loadedAt }),
    [initial, initialQuery, loadedAt],
  );
  const { rooms, load, search } = useSearchedRooms(rendered);
  useNewRooms(() => !rooms.busy && void load("refresh", rooms.query));
  function searched(query: string) {
    // Not through the router: a new address needs no new page here, and must not lead to the browser's own error page offline.
    window.history.replaceState(null, "", query ? `/rooms?query=${encodeURIComponent(query)}` : "/rooms");
    search(query);
  }
  return (
    <>
      <div className="flex min-h-11 items-center justify-between gap-3">
        <h1 className="text-2xl font-bold tracking-tight">{t("title")}</h1>
        <CreateRoom />
      </div>
      <RoomSearch initial={initialQuery} onSearch={searched} />
      <DownLine />
      <Invitations initial={invites} />
      <p role="status" className="sr-only">
        {rooms.busy === "search" ? t("loading") : rooms.query && t("found", { count: rooms.rooms.length })}
      </p>
      <RoomsBody rooms={rooms} retry={() => searched(rooms.query)} more={() => load("more", rooms.query)} />
    </>
  );
}

function RoomsBody({ rooms, retry, more }: { rooms: Rooms; retry: () => void; more: () => void }) {
  const t = useTranslations("rooms");
  const problem = useProblem();
  const { failed } = rooms;
  if (failed && failed.load !== "more") {
    return (
      <Notice title={t("error")} body={problem(failed.code)}>
        <Button onClick={retry}>{t("retry")}</Button>
      </Notice>
    );
  }
  const searching = rooms.busy === "search";
  if (rooms.rooms.length === 0 && (searching || !rooms.loaded)) return <RoomRowsSkeleton />;
  if (rooms.rooms.length === 0) return <NoRooms query={rooms.query} />;
  return (
    <>
      <RoomRows
        rooms={rooms.rooms}
        busy={searching}
        className="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface shadow-card"
      />
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
