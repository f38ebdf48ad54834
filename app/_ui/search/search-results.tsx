"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";
import { useDisplayName } from "@/app/_ui/hooks/use-display-name";
import { useBlocked } from "@/app/_ui/inbox/blocked";
import { RelativeTime } from "@/app/_ui/kit/relative-time";
import { goInOpenLog } from "@/app/_ui/room/log/jump/open-log";
import { titleOf } from "@/app/_ui/room/room-context";
import type { SearchResult } from "@/lib/protocol/http/search";

interface SearchResultsProps {
  results: readonly SearchResult[];
  onChosen: () => void;
}

/** Messages as links to their places, newest first. */
export function SearchResults({ results, onChosen }: SearchResultsProps) {
  const t = useTranslations("search");
  return (
    <ul aria-label={t("results")} className="-mx-3">
      {results.map((result) => (
        <li key={`${result.room.id} ${result.seq}`}>
          <Result result={result} onChosen={onChosen} />
        </li>
      ))}
    </ul>
  );
}

function Result({ result, onChosen }: { result: SearchResult; onChosen: () => void }) {
  const t = useTranslations();
  const nameOf = useDisplayName();
  const blocked = useBlocked();
  const { room, seq, author, sentAt, excerpt } = result;
  const href = `/rooms/${room.id}?at=${seq}`;

  function choose(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    onChosen();
    // If the room is open, the server need not render it again.
    if (goInOpenLog(href)) event.preventDefault();
  }
  return (
    <Link
      href={href}
      prefetch={false}
      onClick={choose}
      data-search-stop
      className="block rounded-xl px-3 py-2.5 hover:bg-sunken focus-visible:-outline-offset-2"
    >
      <span className="flex items-baseline gap-2 text-sm">
        <bdi className="truncate font-semibold">{nameOf(author.username)}</bdi>
        <bdi className="min-w-0 flex-1 truncate text-muted">{titleOf(room, nameOf)}</bdi>
        <span className="shrink-0 text-xs text-muted">
          <RelativeTime at={sentAt} />
        </span>
      </span>
      <span className="mt-0.5 line-clamp-3 text-sm wrap-anywhere">
        {blocked.ids.has(author.id) ? (
          <span className="text-muted">{t("blocked.message")}</span>
        ) : (
          excerpt.map(({ text, match }, i) =>
            match ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: the parts of an excerpt never change.
              <mark key={i} className="rounded-sm bg-accent-soft font-semibold text-ink">
                {text}
              </mark>
            ) : (
              text
            ),
          )
        )}
      </span>
    </Link>
  );
}
