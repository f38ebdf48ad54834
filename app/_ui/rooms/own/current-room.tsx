"use client";

import { useTranslations } from "next-intl";
import { useEffect, useId, useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { RoomRow } from "@/app/_ui/rooms/list/room-row";
import { type LiveRoom, liveRooms } from "@/lib/client/room-list";
import type { RoomAnswer } from "@/lib/protocol/http/rooms";
import type { OwnRooms } from "./use-own-rooms";

/** The open room, if the list beside it does not show it: it is filtered out, or the user is not a member. */
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
  const [asked, setAsked] = useState<LiveRoom>();
  const isWanted = known === undefined;
  useEffect(() => {
    if (!isWanted) return;
    const abort = new AbortController();
    callApi<RoomAnswer>(`/api/rooms/${id}`, { signal: abort.signal }).then(
      (answer) => setAsked(answer.ok ? liveRooms([answer.data.room], [], me)[0] : undefined),
      () => {},
    );
    return () => abort.abort();
  }, [id, isWanted, me]);
  return known ?? (asked?.id === id ? asked : undefined);
}
