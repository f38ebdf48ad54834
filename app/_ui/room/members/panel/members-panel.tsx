"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useSettled } from "@/app/_ui/hooks/use-settled";
import type { Present } from "@/app/_ui/room/members/people-groups";
import { useMembers } from "@/app/_ui/room/members/use-members";
import { useRoomContext } from "@/app/_ui/room/room-context";
import { SearchField } from "@/app/_ui/search/search-field";
import { tidy } from "@/lib/text/text";
import { MembersList } from "./members-list";

/** Members are searched once the user has not typed for this long. */
const PAUSE_MS = 250;

export interface MembersPanelProps {
  present: Present;
  /** Whether the panel is on the screen. */
  wanted: boolean;
}

/** The members of the room, with those who are here now marked. */
export function MembersPanel({ present, wanted }: MembersPanelProps) {
  const t = useTranslations("members");
  const { room } = useRoomContext();
  const [typed, setTyped] = useState("");
  const query = useSettled(tidy(typed), PAUSE_MS);
  const members = useMembers(room.id, query, wanted);
  return (
    <div className="flex flex-col gap-4">
      {!room.direct && (
        <search className="relative block">
          <SearchField
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            placeholder={t("search")}
            aria-label={t("search")}
          />
        </search>
      )}
      <MembersList members={members} query={query} present={present} />
    </div>
  );
}
