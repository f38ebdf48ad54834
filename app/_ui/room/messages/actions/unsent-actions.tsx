"use client";

import { CircleAlert, Clock3, CornerLeftDown, RotateCcw, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { createContext, useContext } from "react";
import { useLineTab } from "@/app/_ui/room/log/roving";
import type { PendingMessage } from "@/lib/client/room-client-state";

/** The actions on a message that the room has not acknowledged. */
export interface UnsentActions {
  retry: (clientId: string) => void;
  discard: (clientId: string) => void;
  /** Moves the message's text back into the composer. */
  takeBack: (clientId: string) => void;
}

export const UnsentActionsContext = createContext<UnsentActions | undefined>(undefined);

/** The state of a message that the room has not acknowledged, with its actions. */
export function SendState({ pending }: { pending: PendingMessage }) {
  const t = useTranslations("room");
  const actions = useContext(UnsentActionsContext);
  const isFailed = pending.state === "failed";
  return (
    <div
      className={`mt-0.5 flex flex-wrap items-center justify-end gap-x-1 text-xs ${isFailed ? "text-danger" : "text-muted"}`}
    >
      {isFailed ? (
        <p role="alert" className="flex items-center gap-1 px-1">
          <CircleAlert className="size-3.5 shrink-0" aria-hidden="true" />
          {t("failed")}
          {pending.reason && `: ${t(`reasons.${pending.reason}`)}`}
        </p>
      ) : (
        <Sending />
      )}
      {actions && (
        // Most messages are acknowledged at once, so the actions appear only after a moment.
        <div className={`flex flex-wrap justify-end ${isFailed ? "" : "appear-late"}`}>
          {isFailed && <Act icon={RotateCcw} label={t("retry")} onPress={() => actions.retry(pending.clientId)} />}
          <Act icon={CornerLeftDown} label={t("takeBack")} onPress={() => actions.takeBack(pending.clientId)} />
          <Act icon={Trash2} label={t("discard")} onPress={() => actions.discard(pending.clientId)} />
        </div>
      )}
    </div>
  );
}

/** An unobtrusive "sending" mark. */
export function Sending() {
  const t = useTranslations("room");
  return (
    <p className="flex items-center gap-1 px-1 text-xs text-muted">
      <Clock3 className="size-3" aria-hidden="true" />
      {t("sending")}
    </p>
  );
}

function Act({ icon: Icon, label, onPress }: { icon: typeof Trash2; label: string; onPress: () => void }) {
  const tab = useLineTab();
  return (
    <button
      type="button"
      tabIndex={tab}
      onClick={onPress}
      className="inline-flex min-h-9 items-center gap-1 rounded-lg px-2 font-semibold text-ink hover:bg-sunken pointer-coarse:min-h-11"
    >
      <Icon className="size-3.5" aria-hidden="true" />
      {label}
    </button>
  );
}
