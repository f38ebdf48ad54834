"use client";

import { Reply } from "lucide-react";
import { useTranslations } from "next-intl";
import { useContext } from "react";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { useBlocked } from "@/app/_ui/inbox/blocked";
import { QuotesContext } from "@/app/_ui/room/log/jump/use-quotes";
import { useLineTab } from "@/app/_ui/room/log/roving";
import { plainText } from "@/lib/text/format/plain-text";
import { cut } from "./cut";

/** In code points: more never fits on the line. */
const EXCERPT_MAX = 160;

/** The quote above a reply: author and beginning of the original message. Pressing the quote goes to the original, however far back it is. */
export function MessageQuote({ seq }: { seq: number }) {
  const t = useTranslations("act");
  const nameOf = useDisplayName();
  const tab = useLineTab();
  const { of, go } = useContext(QuotesContext);
  const blocked = useBlocked();
  const quote = of(seq);
  const look = "mb-0.5 flex max-w-full items-center gap-1.5 rounded-lg px-2 py-0.5 text-left text-xs text-muted";
  const arrow = <Reply className="size-3.5 shrink-0 -scale-x-100" aria-hidden="true" />;
  if (quote === "unknown") {
    return (
      <p className={look}>
        {arrow}
        {t("quotedUnknown")}
      </p>
    );
  }
  const words =
    quote === "loading"
      ? t("quotedEarlier")
      : quote === "failed"
        ? t("quotedFailed")
        : quote.deletedAt
          ? t("quotedDeleted")
          : blocked.ids.has(quote.author.id)
            ? t("quotedBlocked")
            : cut(plainText(quote.body), EXCERPT_MAX);
  return (
    <button type="button" tabIndex={tab} data-quote={seq} onClick={() => go(seq)} className={`${look} hover:text-ink`}>
      {arrow}
      {typeof quote === "object" && <bdi className="shrink-0 font-semibold">{nameOf(quote.author.username)}</bdi>}
      <bdi className="min-w-0 truncate">{words}</bdi>
    </button>
  );
}
