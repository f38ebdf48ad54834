"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton } from "@/app/_ui/kit/button";
import { LazyPart } from "@/app/_ui/lazy/lazy-part";
import { Part } from "@/app/_ui/lazy/part";
import type { MembersPanelProps } from "./panel/members-panel";
import { openPeople, PEOPLE_ID, useArePeopleOpen, useIsWideForPeople } from "./people-choice";
import type { Present } from "./people-groups";

const panel = new LazyPart<MembersPanelProps>(() => import("./panel/members-panel").then((code) => code.MembersPanel));

/** The room's people beside the log, if the screen is wide enough and the user has not closed the panel. */
export function MembersAside({ present }: { present: Present }) {
  const t = useTranslations("members");
  const isWide = useIsWideForPeople();
  const isOpen = useArePeopleOpen();
  if (!isOpen) return null;
  return (
    <aside
      id={PEOPLE_ID}
      aria-label={t("title")}
      className="hidden w-72 shrink-0 overflow-y-auto border-l border-line bg-surface p-3 xl:block"
    >
      <div className="mb-1 flex items-center justify-between pl-2">
        <h2 className="font-semibold">{t("title")}</h2>
        <IconButton
          aria-label={t("close")}
          onClick={() => {
            openPeople(false);
            // The pressed button disappears with the panel, so the button that opens it gets the focus.
            document.getElementById(`${PEOPLE_ID}-button`)?.focus();
          }}
        >
          <X className="size-5" aria-hidden="true" />
        </IconButton>
      </div>
      <Part part={panel} wanted={isWide} giveUp={() => openPeople(false)} with={{ present, wanted: isWide }} />
    </aside>
  );
}
