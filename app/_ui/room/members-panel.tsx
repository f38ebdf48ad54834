"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { Role, User } from "../../../lib/protocol";
import { tidy } from "../../../lib/text";
import { useHere } from "./here";
import { MembersList } from "./members-list";
import { MemberRow } from "./members-row";
import { PeopleSection } from "./people-section";
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

/** Who is here now, and who belongs to the room. */
export function MembersPanel({ online, version, wanted }: MembersPanelProps) {
  const t = useTranslations("members");
  const { room } = useHere();
  const [typed, setTyped] = useState("");
  const query = useSettled(tidy(typed));
  const members = useMembers(room.id, query, version, wanted);
  const roles = new Map(members.members?.map(({ user, role }) => [user.id, role]));
  const here = new Set(online.map(({ id }) => id));
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
      {!query && <OnlineSection online={online} roles={roles} />}
      <MembersList members={members} query={query} here={here} />
    </div>
  );
}

function OnlineSection({ online, roles }: { online: readonly User[]; roles: ReadonlyMap<string, Role> }) {
  const t = useTranslations("members");
  const { you } = useHere();
  const order = (user: User) => (user.id === you.id ? 0 : 1);
  const people = [...online].sort((a, b) => order(a) - order(b) || a.username.localeCompare(b.username));
  return (
    <PeopleSection title={t("online")} count={people.length || undefined}>
      {people.length === 0 && <p className="px-2 text-sm text-muted">{t("nobody")}</p>}
      <ul>
        {people.map((user) => (
          <MemberRow key={user.id} user={user} role={roles.get(user.id)} isHere />
        ))}
      </ul>
    </PeopleSection>
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
