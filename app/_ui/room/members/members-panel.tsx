"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useRoomContext } from "@/app/_ui/room/room-context";
import type { User } from "@/lib/protocol/room";
import { tidy } from "@/lib/text/text";
import { MembersList } from "./members-list";
import { useMembers } from "./use-members";

/** Typing pauses for this long before members are searched. */
const PAUSE_MS = 250;

interface MembersPanelProps {
  online: readonly User[];
  /** Changes whenever who belongs to the room may have. */
  version: number;
  /** Whether it is on the screen. */
  wanted: boolean;
}

/** The members of the room, with those who are here now marked. */
export function MembersPanel({ online, version, wanted }: MembersPanelProps) {
  const t = useTranslations("members");
  const { room } = useRoomContext();
  const [typed, setTyped] = useState("");
  const query = useSettled(tidy(typed));
  const members = useMembers(room.id, query, version, wanted);
  return (
    <div className="flex flex-col gap-4">
      {!room.direct && (
        <search className="relative block">
          <Search className="pointer-events-none absolute top-3 left-3.5 size-5 text-muted" aria-hidden="true" />
          <input
            type="search"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            placeholder={t("search")}
            aria-label={t("search")}
            autoComplete="off"
            className="field pl-11"
          />
        </search>
      )}
      <MembersList members={members} query={query} online={online} />
    </div>
  );
}

/** What was typed last, once typing has paused. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
