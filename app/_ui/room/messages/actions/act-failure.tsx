"use client";

import { CircleAlert, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton, TextButton } from "@/app/_ui/kit/button";
import type { Written } from "@/app/_ui/room/composer/drafts/use-unsent-acts";
import type { Amend, OutboxEntry } from "@/lib/client/outbox/requests";

interface ActFailureProps {
  /** An edit, delete or reaction that failed. */
  undone: OutboxEntry<Amend>;
  retry: () => void;
  /** For an edit: moves its text to the composer. */
  takeBack: (written: Written) => void;
  /** For an edit of a message that has changed: reopens the field, with both texts. Undefined if nothing can be edited here. */
  compare: ((seq: number, text: string) => void) | undefined;
  dismiss: () => void;
}

/** Says that an edit, delete or reaction failed, until it is dismissed. An edit's text can be moved to the composer. */
export function ActFailure({ undone: { frame, reason }, retry, takeBack, compare, dismiss }: ActFailureProps) {
  const t = useTranslations();
  const why = t(`room.reasons.${reason ?? "invalid"}`);
  const isGone = frame.type === "edit" && reason === "not_found";
  const isChanged = frame.type === "edit" && reason === "changed";
  return (
    <div role="alert" className="shrink-0 border-t border-line bg-danger-soft px-4">
      <div className="mx-auto flex max-w-3xl flex-wrap items-center gap-x-2 text-sm text-danger sm:px-1">
        <CircleAlert className="size-4 shrink-0" aria-hidden="true" />
        <p className="min-w-0 flex-1 py-2">
          {isGone
            ? t("act.editedGone")
            : isChanged
              ? t("act.editedMeanwhile")
              : t(`act.undone.${frame.type}`, { reason: why })}
        </p>
        {(reason === "dropped" || reason === "closed") && <TextButton onClick={retry}>{t("room.retry")}</TextButton>}
        {compare && isChanged && (
          <TextButton onClick={() => compare(frame.seq, frame.body)}>{t("act.compare")}</TextButton>
        )}
        {frame.type === "edit" && (
          <TextButton onClick={() => takeBack({ body: frame.body, mentions: frame.mentions })}>
            {t("act.takeBack")}
          </TextButton>
        )}
        <IconButton aria-label={t("act.dismiss")} onClick={dismiss} className="-mr-3">
          <X className="size-4" aria-hidden="true" />
        </IconButton>
      </div>
    </div>
  );
}
