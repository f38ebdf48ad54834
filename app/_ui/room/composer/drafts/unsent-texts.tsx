"use client";

import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { useCopy } from "@/app/_ui/hooks/use-copy";
import { Button } from "@/app/_ui/kit/button";
import type { RoomDrafts } from "./drafts";

export interface UnsentTextsProps {
  drafts: RoomDrafts;
}

/** Shown while there is no composer: the texts of the drafts stay visible and can be copied. */
export function UnsentTexts({ drafts }: UnsentTextsProps) {
  const t = useTranslations("room");
  const { composer, edits } = useSyncExternalStore(drafts.subscribe, drafts.getState, drafts.getState);
  const kept = [
    { key: "composer", text: composer.text, discard: () => drafts.writeComposer({ text: "", replyTo: undefined }) },
    ...Object.entries(edits)
      .filter(([, { text, base }]) => text !== base)
      .map(([seq, { text }]) => ({ key: seq, text, discard: () => drafts.writeEdit(Number(seq), undefined) })),
  ].filter(({ text }) => text.trim() !== "");
  if (kept.length === 0) return null;
  return (
    <section
      aria-label={t("kept")}
      className="max-h-[40dvh] shrink-0 overflow-y-auto border-t border-line bg-surface px-4 py-3"
    >
      <div className="mx-auto max-w-3xl sm:px-4">
        <p className="text-sm text-muted">{t("kept")}</p>
        {kept.map(({ key, text, discard }) => (
          <KeptText key={key} text={text} discard={discard} />
        ))}
      </div>
    </section>
  );
}

function KeptText({ text, discard }: { text: string; discard: () => void }) {
  const t = useTranslations();
  const { copy, outcome } = useCopy();
  return (
    <div className="mt-2">
      <p
        dir="auto"
        className="max-h-40 overflow-y-auto rounded-lg bg-sunken px-3 py-2 wrap-anywhere whitespace-pre-wrap select-text"
      >
        {text}
      </p>
      <div className="mt-1 flex flex-wrap items-center justify-end gap-1">
        <p role="status" className="flex-1 text-sm text-muted">
          {outcome && t(`select.${outcome}`)}
        </p>
        <Button look="quiet" className="px-3 text-sm" onClick={discard}>
          {t("act.discardEdit")}
        </Button>
        <Button look="secondary" className="px-3 text-sm" onClick={() => void copy(text)}>
          {t("select.copy")}
        </Button>
      </div>
    </div>
  );
}
