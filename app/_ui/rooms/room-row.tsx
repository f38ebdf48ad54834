"use client";

import { BellOff, LoaderCircle, LockKeyhole } from "lucide-react";
import Link, { useLinkStatus } from "next/link";
import { useTranslations } from "next-intl";
import { memo } from "react";
import type { Room } from "../../../lib/api";
import type { LiveRoom } from "../../../lib/room-list";
import { Avatar } from "../avatar";
import { RelativeTime } from "../relative-time";
import { titleOf } from "../room/here";
import { useDisplayName } from "../use-display-name";
import { People } from "./people";
import { UnreadBadge } from "./unread-badge";

interface RoomRowProps {
  room: LiveRoom;
  isCurrent: boolean;
  compact?: boolean;
}

function Row({ room, isCurrent, compact = false }: RoomRowProps) {
  const nameOf = useDisplayName();
  const { lastMessage, mine } = room;
  const name = titleOf(room, nameOf);
  const isUnread = (mine?.unread ?? 0) > 0;
  return (
    <li data-key={room.id} data-unread={isUnread || undefined}>
      <Link
        href={`/rooms/${room.id}`}
        prefetch={false}
        aria-current={isCurrent ? "page" : undefined}
        className={`flex items-center transition-colors hover:bg-sunken/60 focus-visible:-outline-offset-2 aria-[current=page]:bg-accent-soft ${
          compact ? "gap-2.5 rounded-xl px-2.5 py-2" : "gap-3.5 px-3.5 py-3.5"
        }`}
      >
        <RoomMark name={name} size={compact ? "size-10 rounded-xl" : "size-12 rounded-2xl"} />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <bdi className={`min-w-0 truncate ${isUnread ? "font-bold" : "font-semibold"}`}>{name}</bdi>
            <Marks room={room} />
            <span className={`ml-auto shrink-0 text-xs ${isUnread ? "font-semibold text-ink" : "text-muted"}`}>
              <RelativeTime at={room.lastActivityAt} />
            </span>
          </span>
          <span className={`mt-0.5 flex items-center gap-2 text-sm ${isUnread ? "text-ink" : "text-muted"}`}>
            <span className="min-w-0 flex-1 truncate">
              <LastMessage lastMessage={lastMessage} direct={room.direct !== undefined} />
            </span>
            <People room={room} />
            <UnreadBadge room={room} />
          </span>
        </span>
      </Link>
    </li>
  );
}

// News of one room draws that room's row again.
export const RoomRow = memo(Row);

function Marks({ room: { visibility, direct, mine } }: { room: Room }) {
  const t = useTranslations("live");
  return (
    <>
      {visibility === "private" && !direct && (
        <LockKeyhole className="size-3.5 shrink-0 self-center text-muted" aria-label={t("private")} role="img" />
      )}
      {mine?.notify === "none" && (
        <BellOff className="size-3.5 shrink-0 self-center text-muted" aria-label={t("silent")} role="img" />
      )}
    </>
  );
}

function LastMessage({ lastMessage, direct }: { lastMessage: Room["lastMessage"]; direct: boolean }) {
  const t = useTranslations("rooms");
  const nameOf = useDisplayName();
  if (!lastMessage) return t("noMessage");
  const body = <bdi>{lastMessage.body}</bdi>;
  if (direct) return body;
  return (
    <>
      <bdi>{nameOf(lastMessage.author)}</bdi>: {body}
    </>
  );
}

function RoomMark({ name, size }: { name: string; size: string }) {
  const { pending } = useLinkStatus();
  if (!pending) return <Avatar name={name} className={`${size} text-lg`} />;
  return (
    <span className={`flex shrink-0 items-center justify-center bg-sunken ${size}`}>
      <LoaderCircle className="size-5 animate-spin text-muted" aria-hidden="true" />
    </span>
  );
}
