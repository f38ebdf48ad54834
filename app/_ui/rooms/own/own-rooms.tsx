"use client";

import { useTranslations } from "next-intl";
import { useDeferredValue, useEffect, useEffectEvent, useRef, useState } from "react";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { useOwnRoomList } from "@/app/_ui/inbox/own-rooms-provider";
import { Button } from "@/app/_ui/kit/button";
import { Notice } from "@/app/_ui/kit/notice";
import { LazyCode, useLazyCode } from "@/app/_ui/lazy/lazy-part";
import { titleOf } from "@/app/_ui/room/room-context";
import { RoomRows } from "@/app/_ui/rooms/list/room-rows";
import { RoomRowsSkeleton } from "@/app/_ui/rooms/list/room-rows-skeleton";
import { CurrentRoom } from "./current-room";
import { useDraftTexts } from "./use-draft-texts";
import type { OwnRooms } from "./use-own-rooms";

/** This many rows are rendered at first, and this many more each time the user scrolls near the end. */
const STEP = 60;

const nameFilter = new LazyCode(() => import("@/lib/client/name-filter").then((code) => code.matchesName));

interface OwnRoomsListProps {
  own: OwnRooms;
  /** The text in the search field. */
  typed: string;
  compact?: boolean;
  /** The id of the open room beside the list. */
  current?: string;
}

/** The user's own rooms; the search text filters them at once. */
export function OwnRoomsList({ own, typed, compact, current }: OwnRoomsListProps) {
  const t = useTranslations("rooms");
  const { favour, refresh } = useOwnRoomList();
  const problem = useProblemText();
  const nameOf = useDisplayName();
  const drafts = useDraftTexts();
  const matchesName = useLazyCode(nameFilter, typed !== "");
  const filter = useDeferredValue(matchesName ? typed : "");
  const [count, setCount] = useState(STEP);
  const found =
    filter && matchesName ? own.rooms.filter((room) => matchesName(titleOf(room, nameOf), filter)) : own.rooms;
  const isCurrentIn = found.some(({ id }) => id === current);
  // The open room's row is always rendered.
  const shown = found.slice(0, Math.max(count, found.findIndex(({ id }) => id === current) + 1));

  if (!own.loaded && !own.failed) return <RoomRowsSkeleton compact={compact} />;
  if (!own.loaded) {
    return (
      <Notice title={t("error")} body={problem(own.failed ?? "unknown")}>
        <Button onClick={refresh}>{t("retry")}</Button>
      </Notice>
    );
  }
  return (
    <>
      <p role="status" className="sr-only">
        {filter && t("foundOwn", { count: found.length })}
      </p>
      {current && !isCurrentIn && <CurrentRoom id={current} own={own} />}
      {found.length === 0 && filter && (
        <p className="px-2.5 py-3 text-sm text-muted wrap-anywhere">{t("noOwnMatch", { query: filter })}</p>
      )}
      <RoomRows rooms={shown} label={t("own")} current={current} compact={compact} favour={favour} drafts={drafts} />
      {shown.length < found.length && <End near={() => setCount(shown.length + STEP)} key={shown.length} />}
    </>
  );
}

function End({ near }: { near: () => void }) {
  const end = useRef<HTMLDivElement>(null);
  const come = useEffectEvent(near);
  useEffect(() => {
    if (!end.current) return;
    const watch = new IntersectionObserver((entries) => entries.at(-1)?.isIntersecting && come(), {
      rootMargin: "600px",
    });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, []);
  return <div ref={end} className="h-px" />;
}
