"use client";

import { CloudOff, RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useHubState } from "./inbox-provider";

/** Above a list: says that the list gets no updates at present. */
export function DownLine() {
  const t = useTranslations("live");
  const state = useHubState();
  return (
    <div
      role="status"
      className={state === "live" ? "sr-only" : "mb-2 flex items-center gap-2 px-1 text-sm text-muted"}
    >
      {state === "down" && <CloudOff className="size-4 shrink-0" aria-hidden="true" />}
      {state === "down" && t("down")}
      {(state === "outdated" || state === "signed_out") && (
        <>
          <p className="flex-1">{t(state)}</p>
          <ReloadButton />
        </>
      )}
    </div>
  );
}

function ReloadButton() {
  const t = useTranslations("live");
  return (
    <button
      type="button"
      onClick={() => window.location.reload()}
      className="inline-flex min-h-11 shrink-0 items-center gap-1.5 rounded-lg px-2 font-medium text-ink hover:bg-sunken"
    >
      <RefreshCw className="size-4" aria-hidden="true" />
      {t("reload")}
    </button>
  );
}
