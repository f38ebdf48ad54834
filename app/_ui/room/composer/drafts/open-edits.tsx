"use client";

import { Pencil } from "lucide-react";
import { useTranslations } from "next-intl";
import { TextButton } from "@/app/_ui/kit/button";
import type { Message } from "@/lib/protocol/room";

export interface OpenEditsProps {
  open: ReadonlySet<number>;
  messages: readonly Message[];
  /** Whether these are older ones, instead of the newest. */
  isPast: boolean;
  show: (seq: number) => void;
}

/** A bar above the composer for an open edit of a message that is not among the shown ones. */
export function OpenEdits({ open, messages, isPast, show }: OpenEditsProps) {
  const t = useTranslations("act");
  const first = messages[0]?.seq ?? Number.POSITIVE_INFINITY;
  const last = isPast ? (messages.at(-1)?.seq ?? 0) : Number.POSITIVE_INFINITY;
  const seq = [...open].find((each) => each < first || each > last);
  if (seq === undefined) return null;
  return (
    <div role="status" className="shrink-0 border-t border-line bg-surface px-3">
      <p className="mx-auto flex max-w-3xl items-center gap-2 text-sm text-muted sm:px-5">
        <Pencil className="size-4 shrink-0 text-accent" aria-hidden="true" />
        <span className="min-w-0 flex-1">{t("editOpen")}</span>
        <TextButton onClick={() => show(seq)}>{t("showEdit")}</TextButton>
      </p>
    </div>
  );
}
