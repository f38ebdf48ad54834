import { LoaderCircle, type LucideIcon } from "lucide-react";

interface PersonActProps {
  icon: LucideIcon;
  label: string;
  danger?: boolean;
  busy?: boolean;
  onPress: () => void;
}

/** One thing to do about somebody, as a row of their card. */
export function PersonAct({ icon: Icon, label, danger = false, busy = false, onPress }: PersonActProps) {
  return (
    <button
      type="button"
      onClick={onPress}
      disabled={busy}
      aria-busy={busy || undefined}
      className={`flex min-h-11 items-center gap-2.5 rounded-xl px-3 text-left text-sm transition-colors hover:bg-sunken ${danger ? "text-danger" : ""}`}
    >
      {busy ? (
        <LoaderCircle className="size-4 animate-spin text-muted" aria-hidden="true" />
      ) : (
        <Icon className={`size-4 ${danger ? "" : "text-muted"}`} aria-hidden="true" />
      )}
      {label}
    </button>
  );
}
