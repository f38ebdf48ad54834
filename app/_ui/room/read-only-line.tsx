import { Archive } from "lucide-react";
import { useTranslations } from "next-intl";

/** In the composer's place where nothing can be said any more. */
export function ReadOnlyLine() {
  const t = useTranslations("room");
  return (
    <p className="flex shrink-0 items-center justify-center gap-2 border-t border-line bg-surface px-4 pt-4 pb-[max(1rem,env(safe-area-inset-bottom))] text-center text-sm text-muted">
      <Archive className="size-4 shrink-0" aria-hidden="true" />
      {t("archived")}
    </p>
  );
}
