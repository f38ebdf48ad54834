"use client";

import { CircleAlert, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { IconButton } from "@/app/_ui/kit/button";
import { PINS_MAX, SAVED_MAX } from "@/lib/protocol/limits";
import type { Keep, KeepOutcome } from "./use-keep";

/** Over the end of the log: whether a message was pinned or saved. */
export function KeepStatus({ outcome, dismiss }: Pick<Keep, "outcome" | "dismiss">) {
  const t = useTranslations("saved");
  const words = useWords();
  return (
    <div className="pointer-events-none absolute inset-x-3 bottom-3 z-10 flex justify-center">
      <div role="status">
        {outcome && !outcome.failure && (
          <p className="rounded-full bg-ink px-4 py-2 text-center text-sm text-paper shadow-float">{words(outcome)}</p>
        )}
      </div>
      {outcome?.failure && (
        <div
          role="alert"
          data-focus-place
          className="pointer-events-auto flex items-center gap-2 rounded-2xl border border-line bg-raised pl-4 text-sm shadow-float"
        >
          <CircleAlert className="size-4 shrink-0 text-danger" aria-hidden="true" />
          <p className="min-w-0 flex-1 py-2">{words(outcome)}</p>
          <IconButton aria-label={t("dismiss")} onClick={dismiss}>
            <X className="size-4" aria-hidden="true" />
          </IconButton>
        </div>
      )}
    </div>
  );
}

function useWords(): (outcome: KeepOutcome) => string {
  const t = useTranslations();
  const problem = useProblemText();
  return ({ list, on, failure }) => {
    const of = list === "pinned" ? "pins" : "saved";
    if (!failure) return t(`${of}.${on ? "done" : "undone"}`);
    if (failure.code === "limit_reached")
      return list === "pinned" ? t("pins.full", { count: PINS_MAX }) : t("saved.full", { count: SAVED_MAX });
    return t(`${of}.${on ? "failed" : "unfailed"}`, { reason: problem(failure) });
  };
}
