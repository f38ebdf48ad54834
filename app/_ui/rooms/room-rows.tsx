"use client";

import { useTranslations } from "next-intl";
import { useRef } from "react";
import type { LiveRoom } from "../../../lib/room-list";
import { RoomRow } from "./room-row";
import { useGlide } from "./use-glide";
import { useHeldOrder } from "./use-held-order";

interface RoomRowsProps {
  rooms: readonly LiveRoom[];
  /** Being searched: what is shown is still the old list. */
  busy?: boolean;
  /** The id of the room that is open beside the list. */
  current?: string;
  /** Beside a room there is less space. */
  compact?: boolean;
  className?: string;
}

/** Rooms, newest activity first. */
export function RoomRows({ rooms, busy, current, compact, className = "" }: RoomRowsProps) {
  const t = useTranslations("rooms");
  const list = useRef<HTMLUListElement>(null);
  const { shown, handlers } = useHeldOrder(rooms);
  useGlide(list, shown.map(({ id }) => id).join(" "));
  return (
    <ul
      ref={list}
      aria-label={t("list")}
      aria-busy={busy}
      className={`relative transition-opacity aria-busy:opacity-60 ${className}`}
      {...handlers}
    >
      {shown.map((room) => (
        <RoomRow key={room.id} room={room} isCurrent={room.id === current} compact={compact} />
      ))}
    </ul>
  );
}
