"use client";

import { useTranslations } from "next-intl";
import type { Amend, Entry } from "../../../lib/client/requests";
import { TextButton } from "../button";
import type { Written } from "./composer/use-unsent-acts";
import { FailureBar } from "./messages/failure-bar";

interface ActFailureProps {
  /** An edit, delete or reaction that failed. */
  undone: Entry<Amend>;
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
  const words = isGone
    ? t("act.editedGone")
    : isChanged
      ? t("act.editedMeanwhile")
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
