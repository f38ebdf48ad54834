"use client";

import { LoaderCircle, UsersRound } from "lucide-react";
import Link, { useLinkStatus } from "next/link";
import { useTranslations } from "next-intl";
import type { Room } from "../../../lib/api";
import { Avatar } from "../avatar";
import { RelativeTime } from "../relative-time";
import { useDisplayName } from "../use-display-name";

export function RoomRow({ room }: { room: Room }) {
  const t = useTranslations("rooms");
  const { lastMessage } = room;
  return (
    <li>
      <Link
        href={`/rooms/${room.id}`}
        prefetch={false}
        className="flex items-center gap-3.5 px-3.5 py-3.5 transition-colors hover:bg-sunken/60 focus-visible:-outline-offset-2"
      >
        <RoomMark name={room.name} />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <bdi className="min-w-0 truncate font-semibold">{room.name}</bdi>
            <span className="ml-auto shrink-0 text-xs text-muted">
              <RelativeTime at={room.lastActivityAt} />
            </span>
          </span>
          <span className="mt-0.5 flex items-baseline gap-3 text-sm text-muted">
            <span className="min-w-0 flex-1 truncate">
              {lastMessage ? <LastMessage {...lastMessage} /> : t("noMessage")}
            </span>
            <span className="inline-flex shrink-0 items-center gap-1 self-center text-xs">
              <UsersRound className="size-3.5" aria-hidden="true" />
              <span aria-hidden="true">{t("members", { count: room.memberCount })}</span>
              <span className="sr-only">{t("membersLabel", { count: room.memberCount })}</span>
            </span>
          </span>
        </span>
      </Link>
    </li>
  );
}

function LastMessage({ author, body }: NonNullable<Room["lastMessage"]>) {
  const nameOf = useDisplayName();
  return (
    <>
      <bdi>{nameOf(author)}</bdi>: <bdi>{body}</bdi>
    </>
  );
}

function RoomMark({ name }: { name: string }) {
  const { pending } = useLinkStatus();
  if (!pending) return <Avatar name={name} className="size-12 rounded-2xl text-lg" />;
  return (
    <span className="flex size-12 shrink-0 items-center justify-center rounded-2xl bg-sunken">
      <LoaderCircle className="size-5 animate-spin text-muted" aria-hidden="true" />
    </span>
  );
}
