import { Archive, UserRoundX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useHere } from "./here";

/** In place of the composer in a read-only room: why it can only be read. */
export function ReadOnlyLine() {
  const t = useTranslations("room");
  const { room } = useHere();
  const Icon = room.direct ? UserRoundX : Archive;
  return (
    <p className="flex shrink-0 items-center justify-center gap-2 border-t border-line bg-surface px-4 pt-4 pb-[max(1rem,env(safe-area-inset-bottom))] text-center text-sm text-muted">
      <Icon className="size-4 shrink-0" aria-hidden="true" />
      {t(room.direct ? "otherGone" : "archived")}
    </p>
  );
}
