import { useTranslations } from "next-intl";

/** A paper door that is also a speech bubble. */
function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <path
        d="M5 3h22a3 3 0 0 1 3 3v18a3 3 0 0 1-3 3H13l-6 4v-4H5a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3Z"
        className="fill-accent"
      />
      <path d="M7 8h18v14H7Z" className="fill-glow" />
      <path d="M13 8v14M19 8v14M7 12.7h18M7 17.3h18" className="stroke-accent" strokeWidth="1.6" />
    </svg>
  );
}

export function Logo() {
  const t = useTranslations("app");
  return (
    <span className="flex items-center gap-2.5">
      <Mark className="size-8 shrink-0" />
      <span className="text-lg font-bold tracking-tight">{t("name")}</span>
    </span>
  );
}
