"use client";

import { CircleAlert, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Amend, Entry } from "../../../lib/client/requests";
import { IconButton } from "../button";
import type { Written } from "./composer/use-unsent-acts";

interface ActFailureProps {
  /** An edit, delete or reaction that failed. */
  undone: Entry<Amend>;
  retry: () => void;
  /** Whether something can be written here. */
  hasComposer: boolean;
  /** For an edit: moves its text to the composer. */
  takeBack: (written: Written) => void;
  /** For an edit of a message that has changed: reopens the field, with both texts. */
  compare: (seq: number, text: string) => void;
  dismiss: () => void;
}

/** Says that an edit, delete or reaction failed, until it is dismissed. An edit's text can be moved to the composer. */
export function ActFailure({
  undone: { frame, reason },
  retry,
  hasComposer,
  takeBack,
  compare,
  dismiss,
}: ActFailureProps) {
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
        {(reason === "dropped" || reason === "closed") && <Act label={t("room.retry")} onPress={retry} />}
        {hasComposer && isChanged && <Act label={t("act.compare")} onPress={() => compare(frame.seq, frame.body)} />}
        {frame.type === "edit" && (
          <Act label={t("act.takeBack")} onPress={() => takeBack({ body: frame.body, mentions: frame.mentions })} />
        )}
        <IconButton aria-label={t("act.dismiss")} onClick={dismiss} className="-mr-3">
          <X className="size-4" aria-hidden="true" />
        </IconButton>
      </div>
    </div>
  );
}

function Act({ label, onPress }: { label: string; onPress: () => void }) {
  return (
    <button
      type="button"
      onClick={onPress}
      className="min-h-11 rounded-lg px-2 font-semibold text-ink underline underline-offset-2 hover:bg-sunken"
    >
      {label}
    </button>
  );
}
