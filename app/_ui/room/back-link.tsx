"use client";

import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { attentionIn, badgeOf, hasMention } from "@/app/_ui/inbox/attention";
import { useOwnRoomList } from "@/app/_ui/inbox/own-rooms-provider";
import { useRoomContext } from "./room-context";

/** The link back to the lists. If there is no list beside the room, the link shows how much is unread in other rooms. */
export function BackLink() {
  const t = useTranslations("room");
  const { room } = useRoomContext();
  const { rooms: own } = useOwnRoomList();
  const others = own.rooms.filter(({ id }) => id !== room.id);
  const count = attentionIn(others);
  const isMentioned = hasMention(others);
  return (
    <Link
      href="/rooms"
      prefetch={false}
      className="relative inline-flex size-11 shrink-0 items-center justify-center rounded-xl text-muted transition-colors hover:bg-sunken hover:text-ink"
    >
      <ArrowLeft className="size-5" aria-hidden="true" />
      <span className="sr-only">{t("back")}</span>
      {count > 0 && (
        <span
          data-testid="back-count"
          data-mention={isMentioned || undefined}
          className={`absolute top-0 right-0 inline-flex h-5 min-w-5 items-center justify-center rounded-full px-1 text-xs font-bold lg:hidden ${
            isMentioned ? "bg-danger text-paper" : "bg-accent text-on-accent"
          }`}
        >
          <span aria-hidden="true">
            {isMentioned && "@"}
            {badgeOf(count)}
          </span>
          <span className="sr-only">
            {t(isMentioned ? "unreadElsewhereMentioned" : "unreadElsewhere", { count, shown: badgeOf(count) })}
          </span>
        </span>
      )}
    </Link>
  );
}
