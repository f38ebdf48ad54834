"use client";

import { useTranslations } from "next-intl";
import { Avatar } from "@/app/_ui/kit/avatar";
import type { Candidate } from "./candidates";

interface MentionListProps {
  id: string;
  candidates: readonly Candidate[];
  active: number;
  choose: (candidate: Candidate) => void;
}

/** The id of an option, for the field's `aria-activedescendant`. */
export const optionId = (listId: string, i: number) => `${listId}-${i}`;

/** The list of people to mention, above the message field. The focus stays in the text. */
export function MentionList({ id, candidates, active, choose }: MentionListProps) {
  const t = useTranslations("mention");
  return (
    <>
      <p role="status" className="sr-only">
        {candidates.length > 0 && t("count", { count: candidates.length })}
      </p>
      {candidates.length > 0 && (
        <div
          id={id}
          role="listbox"
          aria-label={t("list")}
          className="popup absolute right-0 bottom-full left-0 z-20 mb-2 max-h-72 overflow-y-auto p-1.5 sm:right-auto sm:left-5 sm:w-72"
        >
          {candidates.map((candidate, i) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the text keeps the focus and names the active option.
            // biome-ignore lint/a11y/useKeyWithClickEvents: the text field handles the keys.
            <div
              key={candidate.id}
              id={optionId(id, i)}
              role="option"
              aria-selected={i === active}
              // Keeps the focus in the text, so that a phone's keyboard stays on the screen.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(candidate)}
              className="flex min-h-11 cursor-pointer items-center gap-2.5 rounded-xl px-2.5 text-sm hover:bg-sunken aria-selected:bg-sunken"
            >
              <Avatar name={candidate.username} className="size-8 rounded-full" />
              <bdi className="min-w-0 flex-1 truncate font-semibold">{candidate.username}</bdi>
              {candidate.isOnline && (
                <span className="flex shrink-0 items-center gap-1.5 text-xs text-muted">
                  <span className="size-2 rounded-full bg-accent" aria-hidden="true" />
                  {t("online")}
                </span>
              )}
            </div>
          ))}
        </div>
      )}
    </>
  );
}
