"use client";

import { UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { RoomState } from "../../../lib/room-state";
import { Sheet } from "../sheet";
import { MembersPanel } from "./members-panel";

/** Opens the people of the room, where there is no space for them beside the log. */
export function MembersButton({ state, version }: { state: RoomState; version: number }) {
  const t = useTranslations("members");
  const [open, setOpen] = useState(false);
  const count = state.online.length;
  return (
    <Sheet
      title={t("title")}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button
          type="button"
          aria-label={t("open", { count })}
          className="inline-flex min-h-11 shrink-0 items-center gap-1.5 rounded-xl px-3 text-sm font-semibold text-muted transition-colors hover:bg-sunken hover:text-ink xl:hidden"
        >
          <UsersRound className="size-4.5" aria-hidden="true" />
          {state.status === "live" && count}
        </button>
      }
    >
      <MembersPanel online={state.online} version={version} wanted={open} />
    </Sheet>
  );
}
