"use client";

import { Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import type { RoomClientState } from "@/lib/client/room-client-state";
import { BackLink } from "./back-link";
import { ConnectionState } from "./connection";
import { LinkedText } from "./messages/links/linked-text";
import type { Piece } from "./messages/links/links";
import { titleOf, useRoomContext } from "./room-context";

interface RoomHeaderProps {
  state: RoomClientState;
  /** The pieces of the description, if the server has split it. */
  pieces: readonly Piece[] | undefined;
  /** Shown at the end of the header. */
  children: ReactNode;
}

/** The room's name and connection state, and its buttons. */
export function RoomHeader({ state, pieces, children }: RoomHeaderProps) {
  const t = useTranslations("room");
  const { room } = useRoomContext();
  const nameOf = useDisplayName();
  return (
    <header className="flex shrink-0 items-center gap-0.5 border-b border-line bg-surface px-2 pt-[env(safe-area-inset-top)]">
      <BackLink />
      <div className="min-w-0 flex-1 py-2">
        <h1 className="flex items-center gap-1.5 text-base leading-tight font-bold">
          {room.visibility === "private" && !room.direct && (
            <Lock className="size-3.5 shrink-0 text-muted" role="img" aria-label={t("private")} />
          )}
          <bdi className="truncate">{titleOf(room, nameOf)}</bdi>
        </h1>
        <div className="flex items-center gap-2 text-xs text-muted">
          <ConnectionState status={state.status} />
          {room.description && (
            <p className="min-w-0 truncate before:mr-2 before:content-['·']">
              <bdi title={room.description}>
                <LinkedText text={room.description} rendered={pieces} />
              </bdi>
            </p>
          )}
        </div>
      </div>
      {children}
    </header>
  );
}
