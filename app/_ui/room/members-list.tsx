"use client";

import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../button";
import { useHere } from "./here";
import { MemberRow } from "./members-row";
import { PeopleSection } from "./people-section";
import type { useMembers } from "./use-members";

interface MembersListProps {
  members: ReturnType<typeof useMembers>;
  query: string;
  /** Ids of those who are in the room now. */
  here: ReadonlySet<string>;
}

/** All members, or those that a search found, page by page. */
export function MembersList({ members, query, here }: MembersListProps) {
  const t = useTranslations("members");
  const { room } = useHere();
  const { members: people, nextCursor, busy, failed, more, retry } = members;
  return (
    <PeopleSection
      title={t("all")}
      count={query ? undefined : nextCursor || !people ? room.memberCount : people.length}
    >
      <p role="status" className="sr-only">
        {query && people && !busy && t("found", { count: people.length })}
      </p>
      {!people && busy && <PeopleSkeleton />}
      {people?.length === 0 && !busy && <p className="px-2 text-sm text-muted">{t("noMatch", { query })}</p>}
      <ul aria-busy={busy}>
        {people?.map(({ user, role }) => (
          <MemberRow key={user.id} user={user} role={role} isHere={here.has(user.id)} />
        ))}
      </ul>
      {failed ? (
        <div className="flex flex-col items-start gap-2 px-2 text-sm">
          <p role="alert">{t("error")}</p>
          <Button look="secondary" onClick={people && nextCursor ? more : retry}>
            {t("retry")}
          </Button>
        </div>
      ) : (
        nextCursor && (
          <Button look="quiet" className="w-full" busy={busy} onClick={more}>
            {t("more")}
          </Button>
        )
      )}
    </PeopleSection>
  );
}

function PeopleSkeleton() {
  const t = useTranslations("members");
  return (
    <div className="flex items-center gap-2 px-2 text-sm text-muted">
      <LoaderCircle className="size-4 animate-spin" aria-hidden="true" />
      {t("loading")}
    </div>
  );
}
