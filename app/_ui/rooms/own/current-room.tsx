"use client";

import { useTranslations } from "next-intl";
import { useId, useMemo } from "react";
import { useQuery } from "@/app/_ui/api/use-query";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { RoomRow } from "@/app/_ui/rooms/list/room-row";
import { type LiveRoom, liveRooms } from "@/lib/client/room-list";
import type { RoomAnswer } from "@/lib/protocol/http/rooms";
import type { OwnRooms } from "./use-own-rooms";

/** The open room, above a list that does not contain it: the search excludes the room, or the user is not a member. */
export function CurrentRoom({ id, own }: { id: string; own: OwnRooms }) {
  const t = useTranslations("live");
  const heading = useId();
  const room = useRoomOutside(
    id,
    own.rooms.find((each) => each.id === id),
  );
  if (!room) return null;
  return (
    <section aria-labelledby={heading} className="mb-2 border-b border-line pb-2">
      <h2 id={heading} className="px-2.5 pt-1 pb-1.5 text-sm font-semibold text-muted">
        {t("current")}
      </h2>
      <ul>
        <RoomRow room={room} isCurrent compact />
      </ul>
    </section>
  );
}

function useRoomOutside(id: string, known: LiveRoom | undefined): LiveRoom | undefined {
  const { me } = useInboxHub();
  const { data, failed } = useQuery<RoomAnswer>(known ? undefined : `/api/rooms/${id}`);
  const asked = useMemo(() => data && liveRooms([data.room], [], me)[0], [data, me]);
  return known ?? (failed ? undefined : asked);
}
