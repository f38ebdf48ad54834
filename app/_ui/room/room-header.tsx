"use client";

import { Popover } from "@base-ui/react/popover";
import { ArrowLeft, UsersRound } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { RoomState } from "../../../lib/room-state";
import { ConnectionState } from "./connection";
import { OnlineList } from "./online";

interface RoomHeaderProps {
  name: string;
  state: RoomState;
  menu: ReactNode;
}

export function RoomHeader({ name, state, menu }: RoomHeaderProps) {
  const t = useTranslations("room");
  return (
    <header className="flex shrink-0 items-center gap-1 border-b border-line bg-surface px-2 pt-[env(safe-area-inset-top)]">
      <Link
        href="/rooms"
        aria-label={t("back")}
        className="inline-flex size-11 shrink-0 items-center justify-center rounded-xl text-muted transition-colors hover:bg-sunken hover:text-ink"
      >
        <ArrowLeft className="size-5" aria-hidden="true" />
      </Link>
      <div className="min-w-0 flex-1 py-2">
        <h1 className="truncate text-base leading-tight font-bold">
          <bdi>{name}</bdi>
        </h1>
        <ConnectionState status={state.status} />
      </div>
      <OnlineButton state={state} />
      {menu}
    </header>
  );
}

function OnlineButton({ state }: { state: RoomState }) {
  const t = useTranslations("room");
  const count = state.online.length;
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={t("onlineLabel", { count })}
        className="inline-flex min-h-11 shrink-0 items-center gap-1.5 rounded-xl px-3 text-sm font-semibold text-muted transition-colors hover:bg-sunken hover:text-ink lg:hidden"
      >
        <UsersRound className="size-4.5" aria-hidden="true" />
        {state.status === "live" && count}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="end" className="z-40">
          <Popover.Popup className="popup max-h-[60dvh] w-64 origin-(--transform-origin) overflow-y-auto p-4">
            <OnlineList online={state.online} you={state.you} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
