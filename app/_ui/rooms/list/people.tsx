import { UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import type { LiveRoom } from "@/lib/client/room-list";

/** How many people are in a room now. If nobody is, how many members it has; nothing for a direct room. */
export function People({ room: { online = 0, memberCount, direct } }: { room: LiveRoom }) {
  const t = useTranslations();
  if (online > 0) {
    return (
      <span data-testid="online-count" className="inline-flex shrink-0 items-center gap-1 text-xs text-muted">
        <span className="size-2 rounded-full bg-accent" aria-hidden="true" />
        <span aria-hidden="true">{online}</span>
        <span className="sr-only">{t("live.online", { count: online })}</span>
      </span>
    );
  }
  if (direct) return null;
  return (
    <span className="inline-flex shrink-0 items-center gap-1 text-xs text-muted">
      <UsersRound className="size-3.5" aria-hidden="true" />
      <span aria-hidden="true">{t("rooms.members", { count: memberCount })}</span>
      <span className="sr-only">{t("rooms.membersLabel", { count: memberCount })}</span>
    </span>
  );
}
