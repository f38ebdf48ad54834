"use client";

import { useTranslations } from "next-intl";
import { memo, type ReactNode } from "react";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import type { Message } from "@/lib/protocol/room";
import { systemMessageText } from "./system-message-text";

const name = (chunks: ReactNode) => <bdi className="font-semibold text-ink">{chunks}</bdi>;

export const SystemMessageLine = memo(function SystemMessage({ message }: { message: Message }) {
  const t = useTranslations("notices");
  const nameOf = useDisplayName();
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
          })
        : body}
    </li>
  );
});
