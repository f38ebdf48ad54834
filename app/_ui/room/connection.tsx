"use client";

import { CloudOff } from "lucide-react";
import { useTranslations } from "next-intl";
import type { RoomClientState } from "@/lib/client/room-client-state";

/** The connection state under the room's name: a dot and a word. */
export function ConnectionState({ status }: { status: RoomClientState["status"] }) {
  const t = useTranslations("room");
  const live = status === "live";
  return (
    <p data-testid="connection" data-status={status} className="flex shrink-0 items-center gap-1.5 text-xs text-muted">
      <span
        className={`size-2 rounded-full ${live ? "bg-accent" : status === "connecting" ? "animate-pulse bg-line-strong" : "bg-line-strong"}`}
        aria-hidden="true"
      />
      {t(`state.${status}`)}
    </p>
  );
}

/** Says that the connection has been lost for a while. Not styled as an error, since unsent messages are kept. */
export function OfflineLine() {
  const t = useTranslations("room");
  return (
    <div role="status" className="shrink-0 border-t border-line bg-sunken px-4 py-2">
      <p className="mx-auto flex max-w-3xl items-start gap-2 text-sm text-ink sm:px-1">
        <CloudOff className="mt-0.5 size-4 shrink-0 text-muted" aria-hidden="true" />
        {t("offline")}
      </p>
    </div>
  );
}
