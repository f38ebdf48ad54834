"use client";

import { CircleAlert, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { IconButton } from "@/app/_ui/kit/button";
import { PINS_MAX, SAVED_MAX } from "@/lib/protocol/limits";
import type { Keep, KeepOutcome } from "./use-keep";

const DONE = "rounded-full bg-ink px-4 py-2 text-center text-sm text-paper shadow-float";

/** Over the log: whether a message was pinned or saved. */
export function KeepStatus({ outcome, dismiss }: Pick<Keep, "outcome" | "dismiss">) {
  const t = useTranslations("saved");
  const words = useWords();
  return (
    <>
      <div role="status" className="pointer-events-none absolute inset-x-3 bottom-3 z-10 flex justify-center">
        {outcome && !outcome.failure && (
          // Only for screen readers: the system message already shows that a message was pinned.
          <p className={outcome.list === "pinned" ? "sr-only" : DONE}>{words(outcome)}</p>
        )}
      </div>
      {outcome?.failure && (
        // At the top, since it stays: it must not cover the newest message.
        <div
          role="alert"
          data-log-banner
          data-focus-place
          className="absolute inset-x-3 top-3 z-20 mx-auto flex w-fit max-w-full items-center gap-2 rounded-2xl border border-line bg-raised pl-4 text-sm shadow-float"
        >
          <CircleAlert className="size-4 shrink-0 text-danger" aria-hidden="true" />
          <p className="min-w-0 flex-1 py-2">{words(outcome)}</p>
          <IconButton aria-label={t("dismiss")} onClick={dismiss}>
            <X className="size-4" aria-hidden="true" />
          </IconButton>
        </div>
      )}
    </>
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
