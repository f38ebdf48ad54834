import { Archive, UserRoundX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useBlocked } from "@/app/_ui/inbox/blocked";
import { Button } from "@/app/_ui/kit/button";
import type { User } from "@/lib/protocol/room";
import { useBlock } from "./direct/use-block";
import { useRoomContext } from "./room-context";

/** In place of the composer in a read-only room: says why nobody can write, and offers to lift a block of the user's own. */
export function ReadOnlyLine({ onUnblock }: { onUnblock: () => void }) {
  const t = useTranslations("room");
  const { room } = useRoomContext();
  const blocked = useBlocked();
  const { unblock, busy, error } = useBlock();
  const { direct } = room;
  const isBlocked = direct !== undefined && blocked.ids.has(direct.id);
  function press(user: User) {
    onUnblock();
    void unblock(user);
  }
  const Icon = direct ? UserRoundX : Archive;
  const why = !direct ? "archived" : isBlocked ? "blocked" : room.unreachable ? "unreachable" : "otherGone";
  return (
    <div className="flex shrink-0 flex-wrap items-center justify-center gap-x-2 border-t border-line bg-surface px-4 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] text-center text-sm text-muted">
      <p className="flex min-h-9 items-center gap-2">
        <Icon className="size-4 shrink-0" aria-hidden="true" />
        {t(why)}
      </p>
      {isBlocked && (
        <Button look="quiet" className="px-3 text-sm" busy={busy} onClick={() => press(direct)}>
          {t("unblock")}
        </Button>
      )}
      <p role="alert" className="w-full text-danger empty:hidden">
        {error}
      </p>
    </div>
  );
}
