"use client";

import { Reply } from "lucide-react";
import { useTranslations } from "next-intl";
import { createContext, useContext } from "react";
import type { Message } from "../../../lib/protocol";
import { useDisplayName } from "../use-display-name";

/** The messages on the screen, for what answers them. */
export const QuotedContext = createContext<readonly Message[]>([]);

/** What a message answers, above it; leads there where it is on the screen. */
export function MessageQuote({ seq }: { seq: number }) {
  const t = useTranslations("act");
  const nameOf = useDisplayName();
  const quoted = useContext(QuotedContext).find((message) => message.seq === seq);
  const words = quoted ? (quoted.deletedAt ? t("quotedDeleted") : quoted.body) : t("quotedEarlier");
  return (
    <button
      type="button"
      disabled={!quoted}
      onClick={() => goTo(seq)}
      className="mb-0.5 flex max-w-full items-center gap-1.5 rounded-lg px-2 py-0.5 text-left text-xs text-muted enabled:hover:text-ink"
    >
      <Reply className="size-3.5 shrink-0 -scale-x-100" aria-hidden="true" />
      {quoted && <bdi className="shrink-0 font-semibold">{nameOf(quoted.author.username)}</bdi>}
      <bdi className="min-w-0 truncate">{words}</bdi>
    </button>
  );
}

function goTo(seq: number) {
  const line = document.querySelector<HTMLElement>(`[data-message][data-seq="${seq}"]`);
  line?.scrollIntoView({ block: "center" });
  line?.animate?.([{ opacity: 0.3 }, { opacity: 1 }], 600);
}
