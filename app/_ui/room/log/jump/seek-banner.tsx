"use client";

import { CircleAlert, LoaderCircle, RotateCcw, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { GoTo } from "./use-go-to";

export interface SeekBannerProps {
  goTo: GoTo;
}

/** A banner over the log while the message of a jump is being loaded, or when that failed. */
export function SeekBanner({ goTo: { seeking, retry, cancel } }: SeekBannerProps) {
  const t = useTranslations("seek");
  if (!seeking || seeking.phase === "found") return null;
  const { phase } = seeking;
  return (
    <div
      data-testid="seek"
      data-log-banner
      data-focus-place
      className="absolute top-3 left-1/2 z-20 flex max-w-[calc(100%-1.5rem)] -translate-x-1/2 items-center rounded-full border border-line bg-raised pl-4 text-sm shadow-float"
    >
      {phase === "loading" ? (
        <>
          <LoaderCircle className="mr-2 size-4 shrink-0 animate-spin text-muted" aria-hidden="true" />
          <p role="status">{t("loading")}</p>
        </>
      ) : (
        <>
          <CircleAlert className="mr-2 size-4 shrink-0 text-danger" aria-hidden="true" />
          <p role="alert">{t(phase)}</p>
          {phase === "failed" && (
            <button
              type="button"
              onClick={retry}
              className="ml-1 inline-flex min-h-11 items-center gap-1 rounded-lg px-2 font-semibold whitespace-nowrap hover:bg-sunken"
            >
              <RotateCcw className="size-3.5" aria-hidden="true" />
              {t("retry")}
            </button>
          )}
        </>
      )}
      <button
        type="button"
        aria-label={phase === "loading" ? t("cancel") : t("dismiss")}
        onClick={cancel}
        className="inline-flex size-11 shrink-0 items-center justify-center rounded-full text-muted hover:bg-sunken hover:text-ink"
      >
        <X className="size-4" aria-hidden="true" />
      </button>
    </div>
  );
}
