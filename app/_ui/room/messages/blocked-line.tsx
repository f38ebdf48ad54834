"use client";

import { EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { useLineTab } from "@/app/_ui/room/log/roving";
import { useFocusKept } from "@/app/_ui/room/log/use-focus-kept";

/** In place of a blocked person's message, until it is shown. */
export function BlockedLine({ id, show }: { id: string; show: () => void }) {
  const t = useTranslations("blocked");
  const tab = useLineTab();
  const line = useRef<HTMLParagraphElement>(null);
  useFocusKept(line);
  return (
    <p
      ref={line}
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
