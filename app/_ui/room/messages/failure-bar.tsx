"use client";

import { CircleAlert, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { IconButton } from "@/app/_ui/kit/button";

interface FailureBarProps {
  words: string;
  dismiss: () => void;
  /** Buttons besides the one that dismisses. */
  children?: ReactNode;
}

/** Below the log: says that something failed, until it is dismissed. */
export function FailureBar({ words, dismiss, children }: FailureBarProps) {
  const t = useTranslations("act");
  return (
    <div role="alert" className="shrink-0 border-t border-line bg-danger-soft px-4">
      <div className="mx-auto flex max-w-3xl flex-wrap items-center gap-x-2 text-sm text-danger sm:px-1">
        <CircleAlert className="size-4 shrink-0" aria-hidden="true" />
        <p className="min-w-0 flex-1 py-2">{words}</p>
        {children}
        <IconButton aria-label={t("dismiss")} onClick={dismiss} className="-mr-3">
          <X className="size-4" aria-hidden="true" />
        </IconButton>
      </div>
    </div>
  );
}

export interface MarkFailureProps {
  /** The problem code. */
  code: string;
  dismiss: () => void;
}

/** Says that a message could not be marked as unread. */
export function MarkFailure({ code, dismiss }: MarkFailureProps) {
  return <FailureBar words={useProblemText()(code)} dismiss={dismiss} />;
}
