"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

/** A section of the panel with its heading. */
export function PeopleSection({ title, count, children }: { title: string; count?: number; children: ReactNode }) {
  const t = useTranslations("members");
  return (
    <section aria-label={title}>
      <h3 className="mb-1.5 flex items-baseline justify-between px-2 text-sm font-semibold">
        {title}
        {count !== undefined && <span className="font-normal text-muted">{t("onlineCount", { count })}</span>}
      </h3>
      {children}
    </section>
  );
}
