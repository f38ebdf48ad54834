"use client";

import { Reply, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { IconButton } from "@/app/_ui/kit/button";
import { plainText } from "@/lib/text/format/plain-text";
import type { ReplyTarget } from "./use-reply-target";

/** Above the composer: the message that the composer's text replies to. */
export function ReplyBar({ message, cancel }: ReplyTarget) {
  const t = useTranslations("act");
  const nameOf = useDisplayName();
  return (
    <div className="shrink-0 border-t border-line bg-surface px-3">
      <div className="mx-auto flex max-w-3xl items-center gap-2 sm:px-5">
        <Reply className="size-4 shrink-0 text-accent" aria-hidden="true" />
        <p className="min-w-0 flex-1 truncate text-sm text-muted">
          {message ? (
            <>
              {t.rich("replyTo", {
                name: nameOf(message.author.username),
                b: (chunks) => <bdi className="font-semibold text-ink">{chunks}</bdi>,
              })}{" "}
              <bdi>{plainText(message.body)}</bdi>
            </>
          ) : (
            t("quotedEarlier")
          )}
        </p>
        <IconButton aria-label={t("cancelReply")} onClick={cancel} className="-mr-2">
          <X className="size-4" aria-hidden="true" />
        </IconButton>
      </div>
    </div>
  );
}
