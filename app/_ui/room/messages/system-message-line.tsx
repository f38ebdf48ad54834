"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { memo, type ReactNode } from "react";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { Message } from "@/lib/protocol/room";
import { systemMessageText } from "./system-message-text";

const name = (chunks: ReactNode) => <bdi className="font-semibold text-ink">{chunks}</bdi>;

export const SystemMessageLine = memo(function SystemMessage({ message }: { message: Message }) {
  const t = useTranslations("notices");
  const nameOf = useDisplayName();
  const { room } = useRoomContext();
  const { notice, author, body } = message;
  const key = notice && systemMessageText(notice, author.id);
  return (
    <li
      data-notice={notice?.what}
      data-notice-seq={message.seq}
      className="my-3 px-4 text-center text-sm text-balance wrap-anywhere text-muted"
    >
      {key
        ? t.rich(key, {
            b: name,
            author: nameOf(author.username),
            who: nameOf(notice.who?.username ?? ""),
            name: notice.name ?? "",
            m: (chunks) =>
              notice.message === undefined ? (
                chunks
              ) : (
                // No further tab stop in the log: the list of pins leads there too.
                <Link
                  href={`/rooms/${room.id}?at=${notice.message}`}
                  prefetch={false}
                  tabIndex={-1}
                  className="underline underline-offset-2"
                >
                  {chunks}
                </Link>
              ),
          })
        : body}
    </li>
  );
});
