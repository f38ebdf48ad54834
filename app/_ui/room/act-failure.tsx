"use client";

import { CircleAlert, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { AmendAnswer } from "../../../lib/pending-amendments";
import { IconButton } from "../button";

/** Says that an edit, a delete or a reaction was not done, until it is put away. */
export function ActFailure({ reason, dismiss }: { reason: NonNullable<AmendAnswer>; dismiss: () => void }) {
  const t = useTranslations();
  return (
    <div role="alert" className="shrink-0 border-t border-line bg-danger-soft px-4">
      <p className="mx-auto flex max-w-3xl items-center gap-2 text-sm text-danger sm:px-1">
        <CircleAlert className="size-4 shrink-0" aria-hidden="true" />
        <span className="min-w-0 flex-1">{t("act.failed", { reason: t(`room.reasons.${reason}`) })}</span>
        <IconButton aria-label={t("act.dismiss")} onClick={dismiss} className="-mr-3">
          <X className="size-4" aria-hidden="true" />
        </IconButton>
      </p>
    </div>
  );
}
