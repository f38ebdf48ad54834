"use client";

import { useTranslations } from "next-intl";
import { Sheet } from "@/app/_ui/kit/sheet";
import { PEOPLE_ID } from "@/app/_ui/room/members/people-choice";
import type { Present } from "@/app/_ui/room/members/people-groups";
import { MembersPanel } from "./members-panel";

export interface MembersSheetProps {
  present: Present;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The room's people over the log, on screens without space beside it. */
export function MembersSheet({ present, open, onOpenChange }: MembersSheetProps) {
  const t = useTranslations("members");
  return (
    <Sheet
      title={t("title")}
      open={open}
      onOpenChange={onOpenChange}
      finalFocus={() => document.getElementById(`${PEOPLE_ID}-button`)}
    >
      <MembersPanel present={present} wanted={open} />
    </Sheet>
  );
}
