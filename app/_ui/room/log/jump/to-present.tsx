"use client";

import { ArrowDown } from "lucide-react";
import { useTranslations } from "next-intl";

interface ToPresentProps {
  /** Whether older messages are shown, so that the end of the log is not the newest message. */
  isPast: boolean;
  /** The number of messages by others that arrived below. */
  unseen: number;
  onPress: () => void;
}

/** A button over the end of the log, shown away from the newest message, that goes there. Says if older messages are shown. */
export function ToPresent({ isPast, unseen, onPress }: ToPresentProps) {
  const t = useTranslations("room");
  const look = unseen > 0 ? "bg-accent text-on-accent hover:bg-accent-strong" : "border border-line bg-raised text-ink";
  const news = unseen > 0 && t("newMessages", { count: unseen });
  const button = (
    <button
      type="button"
      onClick={onPress}
      className={`pointer-events-auto inline-flex min-h-11 min-w-11 items-center justify-center gap-2 rounded-full px-3.5 text-sm font-semibold shadow-float ${look}`}
    >
      {news || (isPast ? t("toPresent") : <span className="sr-only">{t("toBottom")}</span>)}
      <ArrowDown className="size-4" aria-hidden="true" />
    </button>
  );
  return (
    <div className="pointer-events-none absolute inset-x-3 bottom-3 flex justify-center">
      {isPast ? (
        <div
          data-testid="past"
          data-focus-place
          className="pointer-events-auto flex max-w-full flex-wrap items-center justify-center gap-x-3 gap-y-1 rounded-3xl border border-line bg-raised py-1 pr-1 pl-4 text-sm shadow-float"
        >
          <p role="status">{t("past")}</p>
          {button}
        </div>
      ) : (
        button
      )}
    </div>
  );
}
