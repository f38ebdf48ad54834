"use client";

import { UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useAction } from "@/app/_ui/api/use-action";
import { useHydrated } from "@/app/_ui/hooks/use-browser";
import { useInboxHub } from "@/app/_ui/inbox/inbox-provider";
import { Button } from "@/app/_ui/kit/button";
import { FormError } from "@/app/_ui/kit/form-error";
import { useRoomContext } from "@/app/_ui/room/room-context";

interface JoinBarProps {
  /** Called on the press, before the response: even if the response is lost, the user may have become a member. */
  onJoin: () => void;
  onJoined: () => void;
}

/** In a preview, in place of the composer: the room's name and the button to join. */
export function JoinBar({ onJoin, onJoined }: JoinBarProps) {
  const t = useTranslations("preview");
  const { room } = useRoomContext();
  const { hub } = useInboxHub();
  const { act, busy, error } = useAction();
  const hydrated = useHydrated();
  async function join() {
    onJoin();
    if (!(await act("join", `/api/rooms/${room.id}/members`, { method: "POST" }))) return;
    onJoined();
    hub.refresh();
  }
  return (
    <section
      aria-label={t("label")}
      className="shrink-0 border-t border-line bg-surface px-4 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]"
    >
      <div className="mx-auto max-w-3xl sm:px-4">
        <FormError>{error}</FormError>
        <div className="flex items-center gap-4">
          <div className="min-w-0 flex-1">
            <p className="flex items-baseline gap-2">
              <bdi className="min-w-0 truncate font-semibold">{room.name}</bdi>
              <span className="inline-flex shrink-0 items-center gap-1 self-center text-xs text-muted">
                <UsersRound className="size-3.5" aria-hidden="true" />
                {t("members", { count: room.memberCount })}
              </span>
            </p>
            <p className="text-sm text-muted">{t(room.archivedAt === undefined ? "lead" : "archived")}</p>
          </div>
          <Button
            data-testid="join-room"
            className="shrink-0"
            busy={busy !== undefined}
            disabled={!hydrated}
            onClick={join}
          >
            {t("join")}
          </Button>
        </div>
      </div>
    </section>
  );
}
