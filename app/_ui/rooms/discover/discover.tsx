"use client";

import { useTranslations } from "next-intl";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { useOwnRoomList } from "@/app/_ui/inbox/own-rooms-provider";
import { Button } from "@/app/_ui/kit/button";
import { Notice } from "@/app/_ui/kit/notice";
import { CreateRoom } from "@/app/_ui/rooms/create/create-room";
import { MoreRooms } from "@/app/_ui/rooms/list/more-rooms";
import { RoomRows } from "@/app/_ui/rooms/list/room-rows";
import { RoomRowsSkeleton } from "@/app/_ui/rooms/list/room-rows-skeleton";
import { useNewRooms } from "./use-new-rooms";
import { type RenderedRooms, useRooms } from "./use-rooms";

interface DiscoverProps {
  query: string;
  /** The list in the server's rendering. */
  rendered?: RenderedRooms;
  compact?: boolean;
  /** The id of a room that is already shown above. */
  without?: string;
}

/** Public rooms that the user does not belong to, searched on the server. */
export function Discover({ query, rendered, compact, without }: DiscoverProps) {
  const t = useTranslations("rooms");
  const problem = useProblemText();
  const { rooms: own } = useOwnRoomList();
  const { rooms, load } = useRooms(query, rendered);
  useNewRooms(() => !rooms.busy && void load("refresh", rooms.query));
  // A room that the user has just joined is in the list of own rooms before it leaves this one.
  const ownIds = new Set(own.rooms.map(({ id }) => id));
  const shown = rooms.rooms.filter(({ id }) => !ownIds.has(id) && id !== without);
  const isSearching = rooms.busy === "search";

  if (rooms.failed && rooms.failed.load !== "more") {
    return (
      <Notice title={t("error")} body={problem(rooms.failed.code)}>
        <Button onClick={() => load("search", rooms.query)}>{t("retry")}</Button>
      </Notice>
    );
  }
  if (shown.length === 0 && (isSearching || !rooms.loaded)) return <RoomRowsSkeleton compact={compact} />;
  return (
    <>
      <p role="status" className="sr-only">
        {isSearching ? t("loading") : rooms.query && t("found", { count: shown.length })}
      </p>
      {shown.length === 0 && !rooms.nextCursor && <Nothing query={rooms.query} compact={compact} />}
      <RoomRows rooms={shown} label={t("discoverList")} busy={isSearching} compact={compact} />
      <MoreRooms rooms={rooms} more={() => load("more", rooms.query)} />
    </>
  );
}

function Nothing({ query, compact }: { query: string; compact?: boolean }) {
  const t = useTranslations("rooms");
  const text = query ? t("noMatch.title", { query }) : t("empty.title");
  if (compact) return <p className="px-2.5 py-3 text-sm text-muted wrap-anywhere">{text}</p>;
  return query ? (
    <Notice title={text} body={t("noMatch.body")}>
      <CreateRoom suggestion={query} look="secondary" />
    </Notice>
  ) : (
    <Notice title={text} body={t("empty.body")} />
  );
}
