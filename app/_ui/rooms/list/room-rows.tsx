"use client";

import { Star } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useRef } from "react";
import type { LiveRoom } from "@/lib/client/room-list";
import { RoomRow, type RowLook } from "./room-row";
import { useKeptInView } from "./use-kept-in-view";
import { useReorderAnimation } from "./use-reorder-animation";
import { useStableOrder } from "./use-stable-order";

interface RoomRowsProps extends RowLook {
  rooms: readonly LiveRoom[];
  /** The list's name. */
  label: string;
  /** A search is running: the old list is still shown. */
  busy?: boolean;
  /** The id of the room that is open beside the list. */
  current?: string;
  /** Texts that the user has begun, by room id. */
  drafts?: ReadonlyMap<string, string>;
}

const isFavourite = ({ mine }: LiveRoom) => mine?.favourite === true;

/** Rooms in their order, with the favourites as a group at the top. */
export function RoomRows({ rooms, label, busy, current, compact, favour, drafts }: RoomRowsProps) {
  const t = useTranslations("rooms");
  const heading = useId();
  const list = useRef<HTMLDivElement>(null);
  const { groups, handlers } = useStableOrder(rooms, isFavourite);
  const [favourites, others] = groups;
  const order = [...favourites, ...others].map(({ id }) => id).join(" ");
  useReorderAnimation(list, order);
  useKeptInView(list, current, order);
  const look = compact
    ? "flex flex-col gap-0.5"
    : "divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface shadow-card";
  const rowsOf = (some: readonly LiveRoom[]) =>
    some.map((room) => (
      <RoomRow
        key={room.id}
        room={room}
        isCurrent={room.id === current}
        draft={room.id === current ? undefined : drafts?.get(room.id)}
        compact={compact}
        favour={favour}
      />
    ));
  return (
    <div ref={list} className="relative" {...handlers}>
      {favourites.length > 0 && (
        <>
          <h2 id={heading} className="flex items-center gap-1.5 px-2.5 pt-1 pb-1.5 text-sm font-semibold text-muted">
            <Star className="size-3.5" aria-hidden="true" />
            {t("favourites")}
          </h2>
          <ul aria-labelledby={heading} aria-busy={busy} className={`mb-3 ${look}`}>
            {rowsOf(favourites)}
          </ul>
        </>
      )}
      {others.length > 0 && (
        <ul aria-label={label} aria-busy={busy} className={`transition-opacity aria-busy:opacity-60 ${look}`}>
          {rowsOf(others)}
        </ul>
      )}
    </div>
  );
}
