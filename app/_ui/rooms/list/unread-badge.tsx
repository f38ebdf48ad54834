import { AtSign } from "lucide-react";
import { useTranslations } from "next-intl";
import { badgeOf } from "@/app/_ui/inbox/attention";
import type { LiveRoom } from "@/lib/client/room-list";

/** The number of unread messages, and whether one of them mentions the user. A dot if the user has marked only their own messages as unread. */
export function UnreadBadge({ room: { mine, mentions } }: { room: LiveRoom }) {
  const t = useTranslations("live");
  const count = mine?.unread ?? 0;
  if (count === 0 && mentions.length === 0) return mine?.unreadFrom === undefined ? null : <MarkedDot />;
  const look = mine?.notify === "all" ? "bg-accent text-on-accent" : "bg-line text-ink";
  return (
    <span className="flex shrink-0 items-center gap-1 text-xs font-bold">
      {mentions.length > 0 && (
        <span
          data-testid="mention-mark"
          data-badge="loud"
          className="inline-flex size-5 items-center justify-center rounded-full bg-danger text-paper"
        >
          <AtSign className="size-3.5" aria-hidden="true" />
          <span className="sr-only">{t("mentioned")}</span>
        </span>
      )}
      {count > 0 && (
        <span
          data-testid="unread-badge"
          data-badge={mine?.notify === "all" ? "loud" : "quiet"}
          className={`inline-flex h-5 min-w-5 items-center justify-center rounded-full px-1.5 ${look}`}
        >
          <span aria-hidden="true">{badgeOf(count)}</span>
          <span className="sr-only">{t("unread", { count, shown: badgeOf(count) })}</span>
        </span>
      )}
    </span>
  );
}

function MarkedDot() {
  const t = useTranslations("live");
  return (
    <span data-testid="unread-badge" data-badge="quiet" className="mx-1 size-2.5 shrink-0 rounded-full bg-accent">
      <span className="sr-only">{t("marked")}</span>
    </span>
  );
}
