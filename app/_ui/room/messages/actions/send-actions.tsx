"use client";

import { CircleAlert, CornerLeftDown, RotateCcw, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useContext } from "react";
import { useLineTab } from "@/app/_ui/room/log/roving";
import type { PendingMessage } from "@/lib/client/room-client-state";
import { UnsentActionsContext } from "./unsent-actions";

export interface SendActionsProps {
  pending: PendingMessage;
}

/** Why a message could not be sent, and the actions on one that the room has not acknowledged. */
export function SendActions({ pending }: SendActionsProps) {
  const t = useTranslations("room");
  const actions = useContext(UnsentActionsContext);
  const isFailed = pending.state === "failed";
  return (
    <>
      {isFailed && (
        <p role="alert" className="flex items-center gap-1 px-1">
          <CircleAlert className="size-3.5 shrink-0" aria-hidden="true" />
          {t("failed")}
          {pending.reason && `: ${t(`reasons.${pending.reason}`)}`}
        </p>
      )}
      {actions && (
        // Most messages are acknowledged at once, so the actions appear only after a moment.
        <div className={`flex flex-wrap justify-end ${isFailed ? "" : "appear-late"}`}>
          {isFailed && <Act icon={RotateCcw} label={t("retry")} onPress={() => actions.retry(pending.clientId)} />}
          <Act icon={CornerLeftDown} label={t("takeBack")} onPress={() => actions.takeBack(pending.clientId)} />
          <Act icon={Trash2} label={t("discard")} onPress={() => actions.discard(pending.clientId)} />
        </div>
      )}
    </>
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
