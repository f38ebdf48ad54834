"use client";

import { BellOff, LoaderCircle, LockKeyhole, Pencil, Star } from "lucide-react";
import Link, { useLinkStatus } from "next/link";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { Avatar } from "@/app/_ui/kit/avatar";
import { titleOf } from "@/app/_ui/room/room-context";
import type { LiveRoom } from "@/lib/client/room-list";
import { excerptOf, plainExcerpt } from "@/lib/events/excerpt";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import { People } from "./people";
import { ShortTime } from "./short-time";
import { UnreadBadge } from "./unread-badge";

export interface RowLook {
  /** Takes less space, as beside a room. */
  compact?: boolean;
  /** Adds or removes a favourite; for own rooms only. */
  favour?: (roomId: string, favourite: boolean) => void;
}

interface RoomRowProps extends RowLook {
  room: LiveRoom;
  isCurrent: boolean;
  /** A text that the user has begun: shown instead of the last message. */
  draft?: string;
}

function Row({ room, isCurrent, draft, compact = false, favour }: RoomRowProps) {
  const nameOf = useDisplayName();
  const { lastMessage, mine } = room;
  const name = titleOf(room, nameOf);
  // An edit can mention the user in a message that is already read, and users can mark their own messages as unread.
  const isUnread = (mine?.unread ?? 0) > 0 || room.mentions.length > 0 || mine?.unreadFrom !== undefined;
  return (
    <li data-key={room.id} data-unread={isUnread || undefined} className="group/row relative">
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
              <ShortTime at={room.lastActivityAt} />
            </span>
          </span>
          <span className={`mt-0.5 flex items-center gap-2 text-sm ${isUnread ? "text-ink" : "text-muted"}`}>
            <span className="min-w-0 flex-1 truncate">
              {draft === undefined ? (
                <LastMessage lastMessage={lastMessage} direct={room.direct !== undefined} />
              ) : (
                <Draft text={draft} />
              )}
            </span>
            <People room={room} />
            <UnreadBadge room={room} />
          </span>
        </span>
      </Link>
      {favour && mine && <FavouriteButton room={room} favour={favour} />}
    </li>
  );
}

/** For mouse users: covers the row's time while the pointer is on the row. Keyboard and touch users have the room's menu. */
function FavouriteButton({ room: { id, mine }, favour }: { room: LiveRoom; favour: NonNullable<RowLook["favour"]> }) {
  const t = useTranslations("rooms");
  const isFavourite = mine?.favourite ?? false;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={t("favourite")}
      aria-pressed={isFavourite}
      onClick={() => favour(id, !isFavourite)}
      className="absolute top-1.5 right-1.5 hidden size-8 items-center justify-center rounded-lg bg-sunken text-muted opacity-0 group-hover/row:opacity-100 hover:text-ink focus-visible:opacity-100 pointer-fine:flex"
    >
      <Star className={`size-4 ${isFavourite ? "fill-current text-accent" : ""}`} aria-hidden="true" />
    </button>
  );
}

// An update of one room re-renders only its row.
export const RoomRow = memo(Row);

function Marks({ room: { visibility, direct, mine } }: { room: RoomInfo }) {
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

function LastMessage({ lastMessage, direct }: { lastMessage: RoomInfo["lastMessage"]; direct: boolean }) {
  const t = useTranslations("rooms");
  const nameOf = useDisplayName();
  if (!lastMessage) return t("noMessage");
  const body = <bdi>{plainExcerpt(lastMessage.body)}</bdi>;
  if (direct) return body;
  return (
    <>
      <bdi>{nameOf(lastMessage.author)}</bdi>: {body}
    </>
  );
}

function Draft({ text }: { text: string }) {
  const t = useTranslations("rooms");
  return (
    <>
      <Pencil className="mr-1 inline size-3.5 align-[-0.125em] text-accent" aria-hidden="true" />
      <span className="font-semibold text-accent">{t("draft")}</span> <bdi>{plainExcerpt(excerptOf(text))}</bdi>
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
