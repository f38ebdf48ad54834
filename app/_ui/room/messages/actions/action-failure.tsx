"use client";

import { useTranslations } from "next-intl";
import { TextButton } from "@/app/_ui/kit/button";
import type { Written } from "@/app/_ui/room/composer/drafts/use-unsent-actions";
import { FailureBar } from "@/app/_ui/room/messages/failure-bar";
import type { Amend, OutboxEntry } from "@/lib/client/outbox/requests";

export interface ActionFailureProps {
  /** An edit, delete or reaction that failed. */
  undone: OutboxEntry<Amend>;
  retry: () => void;
  /** For an edit: moves its text to the composer. */
  takeBack: (written: Written) => void;
  /** For an edit of a message that has changed since: reopens the field, with both texts. Undefined where the user cannot edit. */
  compare: ((seq: number, text: string) => void) | undefined;
  dismiss: () => void;
}

/** Says that an edit, delete or reaction failed, until it is dismissed. An edit's text can be moved to the composer. */
export function ActionFailure({ undone: { frame, reason }, retry, takeBack, compare, dismiss }: ActionFailureProps) {
  const t = useTranslations();
  const why = t(`room.reasons.${reason ?? "invalid"}`);
  const isGone = frame.type === "edit" && reason === "not_found";
  const isChanged = frame.type === "edit" && reason === "changed";
  // The room refuses a reaction only for its limits; where a user may not react at all, they have no actions.
  const isFull = frame.type === "react" && frame.on && reason === "forbidden";
  const words = isGone
    ? t("act.editedGone")
    : isChanged
      ? t("act.editedMeanwhile")
      : isFull
        ? t("act.reactionsFull")
        : t(`act.undone.${frame.type}`, { reason: why });
  return (
    <FailureBar words={words} dismiss={dismiss}>
      {(reason === "dropped" || reason === "closed") && <TextButton onClick={retry}>{t("room.retry")}</TextButton>}
      {compare && isChanged && (
        <TextButton onClick={() => compare(frame.seq, frame.body)}>{t("act.compare")}</TextButton>
      )}
      {frame.type === "edit" && (
        <TextButton onClick={() => takeBack({ body: frame.body, mentions: frame.mentions })}>
          {t("act.takeBack")}
        </TextButton>
      )}
    </FailureBar>
  );
}
