"use client";

import { ArrowUp, LoaderCircle, RotateCcw, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { badgeOf } from "@/app/_ui/inbox/attention";

interface JumpToUnreadProps {
  /** Number of unread messages, as far as it is known. */
  count: number;
  seeking: boolean;
  /** Whether the last jump has failed. */
  failed: boolean;
  jump: () => void;
  dismiss: () => void;
}

/** Shown over the log while the first unread message is above the visible area, unless a banner is in the same place. */
export function JumpToUnread({ count, seeking, failed, jump, dismiss }: JumpToUnreadProps) {
  const t = useTranslations("unread");
  const Icon = failed ? RotateCcw : ArrowUp;
  return (
    <div
      data-jump
      className="absolute top-3 left-1/2 z-10 flex -translate-x-1/2 items-center rounded-full bg-accent text-on-accent shadow-float group-has-[[data-log-banner]]/log:hidden"
    >
      <button
        type="button"
        onClick={jump}
        aria-busy={seeking || undefined}
        className="inline-flex min-h-11 items-center gap-2 rounded-l-full pr-1.5 pl-4 text-sm font-semibold whitespace-nowrap hover:bg-accent-strong"
      >
        {seeking ? (
          <LoaderCircle className="size-4 animate-spin" aria-hidden="true" />
        ) : (
          <Icon className="size-4" aria-hidden="true" />
        )}
        <Label count={count} seeking={seeking} failed={failed} />
      </button>
      <button
        type="button"
        aria-label={t("dismiss")}
        onClick={dismiss}
        className="inline-flex size-11 items-center justify-center rounded-r-full hover:bg-accent-strong"
      >
        <X className="size-4" aria-hidden="true" />
      </button>
    </div>
  );
}

function Label({ count, seeking, failed }: Pick<JumpToUnreadProps, "count" | "seeking" | "failed">) {
  const t = useTranslations("unread");
  if (seeking) return t("seeking");
  if (failed) return <span role="alert">{t("failed")}</span>;
  return count > 0 ? t("jumpCount", { count, shown: badgeOf(count) }) : t("jump");
}
