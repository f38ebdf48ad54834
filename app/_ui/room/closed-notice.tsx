"use client";

import { useTranslations } from "next-intl";
import { useAction } from "@/app/_ui/api/use-action";
import { entryPath } from "@/app/_ui/hooks/next-path";
import { Button, ButtonLink } from "@/app/_ui/kit/button";
import type { RoomClientState } from "@/lib/client/room-client-state";
import { useMayReturn } from "./use-may-return";
import type { Removal } from "./use-room-facts";

export interface ClosedNoticeProps {
  /** Why the room closed the connection. */
  closed: NonNullable<RoomClientState["closed"]> | undefined;
  /** Why the web side says that the user is no longer in the room. */
  putOut: Removal | undefined;
  roomId: string;
}

/** Replaces the composer when the user may no longer be in the room: says why, and where to go. */
export function ClosedNotice({ closed, putOut, roomId }: ClosedNoticeProps) {
  const t = useTranslations("room");
  const reason = closed && closed !== "forbidden" ? closed : (putOut ?? "forbidden");
  const mayReturn = useMayReturn(roomId, reason, putOut);
  const words = reason === "forbidden" && mayReturn !== undefined ? (mayReturn ? "out" : "gone") : reason;
  const { act, busy, error } = useAction();
  async function comeBack() {
    if (await act("join", `/api/rooms/${roomId}/members`, { method: "POST" })) window.location.reload();
  }
  const goesElsewhere = reason !== "version" && reason !== "signed_out";
  return (
    <div
      role="alert"
      className="flex shrink-0 flex-wrap items-center justify-center gap-3 border-t border-line bg-surface px-4 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]"
    >
      <p>
        {t(`closed.${words}`)}
        {mayReturn && ` ${t("mayReturn")}`}
        {error && <span className="block text-sm text-danger">{error}</span>}
      </p>
      <div className="flex flex-wrap justify-center gap-3">
        {reason === "version" && <Button onClick={() => window.location.reload()}>{t("reload")}</Button>}
        {mayReturn && (
          <Button look="secondary" busy={busy !== undefined} onClick={comeBack}>
            {t("comeBack")}
          </Button>
        )}
        {reason === "signed_out" && (
          <ButtonLink href={entryPath("/enter", `/rooms/${roomId}`)} prefetch={false}>
            {t("enter")}
          </ButtonLink>
        )}
        {goesElsewhere && <ButtonLink href="/rooms">{t("back")}</ButtonLink>}
      </div>
    </div>
  );
}
