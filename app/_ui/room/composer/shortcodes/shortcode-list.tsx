"use client";

import { useLocale, useTranslations } from "next-intl";
import { CompletionList } from "@/app/_ui/room/composer/completion/completion-list";
import type { Completion } from "@/app/_ui/room/composer/completion/use-completion";
import type { EmojiCandidate } from "./use-shortcode";

type ShortcodeListProps = { id: string } & Pick<Completion<EmojiCandidate>, "candidates" | "active" | "choose">;

/** The list of emoji that the typed shortcode may mean. */
export function ShortcodeList({ id, candidates, active, choose }: ShortcodeListProps) {
  const t = useTranslations("emoji");
  const locale = useLocale();
  return (
    <CompletionList
      {...{ id, candidates, active, choose }}
      label={t("list")}
      status={t("count", { count: candidates.length })}
      keyOf={(candidate) => candidate.emoji}
    >
      {({ shown, name, shortcode }) => (
        <>
          <span aria-hidden="true" className="w-8 text-center font-emoji text-2xl">
            {shown}
          </span>
          <span className="min-w-0 flex-1 truncate">{name[locale === "ko" ? "ko" : "en"]}</span>
          <span aria-hidden="true" className="max-w-[40%] truncate text-xs text-muted">
            :{shortcode}:
          </span>
        </>
      )}
    </CompletionList>
  );
}
