"use client";

import { CloudOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useIsDown } from "./hub";

/** Said over a list that has not been live for a while; it is asked for again when one returns to it. */
export function DownLine() {
  const t = useTranslations("live");
  const isDown = useIsDown();
  return (
    <p role="status" className={isDown ? "mb-2 flex items-center gap-2 px-1 text-sm text-muted" : "sr-only"}>
      {isDown && <CloudOff className="size-4 shrink-0" aria-hidden="true" />}
      {isDown && t("down")}
    </p>
  );
}
