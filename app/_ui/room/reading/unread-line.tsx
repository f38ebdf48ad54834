"use client";

import { useTranslations } from "next-intl";
import type { Ref } from "react";

/** The unread marker in the log. */
export function UnreadLine({ ref }: { ref: Ref<HTMLLIElement> }) {
  const t = useTranslations("unread");
  return (
    <li
      ref={ref}
      data-testid="new-line"
      className="my-4 flex scroll-mt-4 items-center gap-3 text-xs font-bold text-danger before:h-px before:flex-1 before:bg-danger/50 after:h-px after:flex-1 after:bg-danger/50"
    >
      {t("line")}
    </li>
  );
}
