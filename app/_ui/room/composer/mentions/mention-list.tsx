"use client";

import { useTranslations } from "next-intl";
import { Avatar } from "@/app/_ui/kit/avatar";
import { CompletionList } from "@/app/_ui/room/composer/completion/completion-list";
import type { Completion } from "@/app/_ui/room/composer/completion/use-completion";
import type { Candidate } from "./candidates";

type MentionListProps = { id: string } & Pick<Completion<Candidate>, "candidates" | "active" | "choose">;

/** The list of people to mention. */
export function MentionList({ id, candidates, active, choose }: MentionListProps) {
  const t = useTranslations("mention");
  return (
    <CompletionList
      {...{ id, candidates, active, choose }}
      label={t("list")}
      status={t("count", { count: candidates.length })}
      keyOf={(candidate) => candidate.id}
    >
      {(candidate) => (
        <>
          <Avatar name={candidate.username} className="size-8 rounded-full" />
          <bdi className="min-w-0 flex-1 truncate font-semibold">{candidate.username}</bdi>
          {candidate.isOnline && (
            <span className="flex shrink-0 items-center gap-1.5 text-xs text-muted">
              <span className="size-2 rounded-full bg-accent" aria-hidden="true" />
              {t("online")}
            </span>
          )}
        </>
      )}
    </CompletionList>
  );
}
