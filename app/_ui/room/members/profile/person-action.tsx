import { LoaderCircle, type LucideIcon } from "lucide-react";
import type { Ref } from "react";

interface PersonActProps {
  icon: LucideIcon;
  label: string;
  danger?: boolean;
  busy?: boolean;
  onPress: () => void;
  ref?: Ref<HTMLButtonElement>;
}

/** One action on a person, as a row of their card. */
export function PersonAction({ icon: Icon, label, danger = false, busy = false, onPress, ref }: PersonActProps) {
  return (
    <button
      ref={ref}
      type="button"
      onClick={busy ? undefined : onPress}
      // Not `disabled`, which would move the keyboard focus to the page's body.
      aria-disabled={busy || undefined}
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
