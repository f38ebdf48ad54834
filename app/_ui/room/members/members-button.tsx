"use client";

import { UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentProps, useState } from "react";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { Part } from "@/app/_ui/lazy/part";
import { useOpener } from "@/app/_ui/lazy/use-opener";
import type { MembersSheetProps } from "./panel/members-sheet";
import { openPeople, PEOPLE_ID, useArePeopleOpen, useIsWideForPeople } from "./people-choice";
import type { Present } from "./people-groups";

const sheet = new LazyPart<MembersSheetProps>(() => import("./panel/members-sheet").then((code) => code.MembersSheet));

/** Opens the room's people: beside the log if there is space, else over it. */
export function MembersButton({ present, isLive }: { present: Present; isLive: boolean }) {
  const t = useTranslations("members");
  const [isSheetOpen, setSheetOpen] = useState(false);
  const isWide = useIsWideForPeople();
  const isAsideOpen = useArePeopleOpen();
  const opener = useOpener(sheet, isSheetOpen, setSheetOpen);
  const { count } = present;
  const button = (
    <PeopleButton
      label={t("open", { count })}
      count={isLive ? count : undefined}
      {...(isWide
        ? {
            "aria-expanded": isAsideOpen,
            "aria-controls": isAsideOpen ? PEOPLE_ID : undefined,
            onClick: () => openPeople(!isAsideOpen),
          }
        : opener)}
    />
  );
  return (
    <>
      {button}
      {!isWide && (
        <Part
          part={sheet}
          wanted={isSheetOpen}
          giveUp={() => setSheetOpen(false)}
          with={{ present, open: isSheetOpen, onOpenChange: setSheetOpen }}
        />
      )}
    </>
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
