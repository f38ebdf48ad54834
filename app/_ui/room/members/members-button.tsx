"use client";

import { UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentProps, useState } from "react";
import { Sheet } from "@/app/_ui/kit/sheet";
import type { RoomClientState } from "@/lib/client/room-client-state";
import { PEOPLE_ID } from "./members-aside";
import { MembersPanel } from "./members-panel";
import { openPeople, useArePeopleOpen, useIsWideForPeople } from "./people-choice";

/** Opens the room's people: beside the log if there is space, else over it. */
export function MembersButton({ state }: { state: RoomClientState }) {
  const t = useTranslations("members");
  const [isSheetOpen, setSheetOpen] = useState(false);
  const isWide = useIsWideForPeople();
  const isAsideOpen = useArePeopleOpen();
  const count = state.online.length;
  const button = (
    <PeopleButton
      label={t("open", { count })}
      count={state.status === "live" ? count : undefined}
      {...(isWide && {
        "aria-expanded": isAsideOpen,
        "aria-controls": isAsideOpen ? PEOPLE_ID : undefined,
        onClick: () => openPeople(!isAsideOpen),
      })}
    />
  );
  if (isWide) return button;
  return (
    <Sheet title={t("title")} open={isSheetOpen} onOpenChange={setSheetOpen} trigger={button}>
      <MembersPanel online={state.online} wanted={isSheetOpen} />
    </Sheet>
  );
}

function PeopleButton({ label, count, ...rest }: ComponentProps<"button"> & { label: string; count?: number }) {
  return (
    <button
      type="button"
      id={`${PEOPLE_ID}-button`}
      {...rest}
      aria-label={label}
      className="inline-flex min-h-11 shrink-0 items-center gap-1.5 rounded-xl px-3 text-sm font-semibold text-muted transition-colors hover:bg-sunken hover:text-ink aria-expanded:bg-sunken"
    >
      <UsersRound className="size-4.5" aria-hidden="true" />
      {count}
    </button>
  );
}
