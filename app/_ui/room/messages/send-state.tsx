"use client";

import { Clock3 } from "lucide-react";
import { useTranslations } from "next-intl";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { AppearingPart } from "@/app/_ui/lazy/part";
import type { SendActionsProps } from "./actions/send-actions";

/** In the page's idle time, so that it is there without a connection. */
export const sendActions = new LazyPart<SendActionsProps>(() =>
  import("./actions/send-actions").then((code) => code.SendActions),
);

/** The state of a message that the room has not acknowledged, with its actions. */
export function SendState({ pending }: SendActionsProps) {
  const isFailed = pending.state === "failed";
  return (
    <div
      className={`mt-0.5 flex flex-wrap items-center justify-end gap-x-1 text-xs ${isFailed ? "text-danger" : "text-muted"}`}
    >
      {!isFailed && <Sending />}
      <AppearingPart part={sendActions} with={{ pending }} />
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
