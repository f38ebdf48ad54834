"use client";

import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import { Button } from "@/app/_ui/kit/button";
import { type Person, type Present, peopleGroups } from "@/app/_ui/room/members/people-groups";
import type { Members } from "@/app/_ui/room/members/use-members";
import { useRoomContext } from "@/app/_ui/room/room-context";
import { MemberRow } from "./members-row";
import { PeopleSection } from "./people-section";

interface MembersListProps {
  members: Members;
  query: string;
  present: Present;
}

/** All members, with those who are here first, or the results of a search; page by page. */
export function MembersList({ members, query, present }: MembersListProps) {
  const t = useTranslations("members");
  const { room, you } = useRoomContext();
  const { members: people, nextCursor, busy, failed, more, retry } = members;
  const { here, others } = peopleGroups(present.users, people ?? [], you);
  const listed = new Set(present.users.map(({ id }) => id));
  const rowsOf = (some: readonly Person[]) =>
    some.map(({ user, role }) => <MemberRow key={user.id} user={user} role={role} isHere={listed.has(user.id)} />);
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
      {query ? (
        <ul aria-busy={busy}>{rowsOf(people ?? [])}</ul>
      ) : (
        <>
          <PeopleGroup title={t("online")} count={present.count}>
            {rowsOf(here)}
          </PeopleGroup>
          {present.more && (
            <Button look="quiet" className="w-full" onClick={present.more}>
              {t("moreOnline")}
            </Button>
          )}
          {/* Until all who are here are loaded, some of the others may be here. */}
          <PeopleGroup title={t(present.more ? "notListed" : "others")}>{rowsOf(others)}</PeopleGroup>
        </>
      )}
      {failed ? (
        <div className="flex flex-col items-start gap-2 px-2 text-sm">
          <p role="alert">{t("error")}</p>
          <Button look="secondary" onClick={retry}>
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

function PeopleGroup({ title, count, children }: { title: string; count?: number; children: ReactNode[] }) {
  const t = useTranslations("members");
  const id = useId();
  if (children.length === 0) return null;
  return (
    <>
      <h4 id={id} className="mt-2 mb-0.5 flex justify-between px-2 text-xs font-semibold text-muted">
        {title}
        {count !== undefined && <span className="font-normal">{t("onlineCount", { count })}</span>}
      </h4>
      <ul aria-labelledby={id}>{children}</ul>
    </>
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
