"use client";

import { EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useLineTab } from "@/app/_ui/room/log/roving";

/** In place of a blocked person's message, until the user chooses to show it. */
export function BlockedLine({ id, show }: { id: string; show: () => void }) {
  const t = useTranslations("blocked");
  const tab = useLineTab();
  return (
    <p
      id={id}
      className="flex items-center gap-2 rounded-2xl border border-dashed border-line px-3.5 text-sm text-muted"
    >
      <EyeOff className="size-4 shrink-0" aria-hidden="true" />
      {t("message")}
      <button
        type="button"
        tabIndex={tab}
        onClick={show}
        className="min-h-9 rounded-lg px-1.5 font-semibold text-accent hover:text-accent-strong"
      >
        {t("show")}
      </button>
    </p>
  );
}
