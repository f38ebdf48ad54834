"use client";

import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useProblemText } from "@/app/_ui/api/use-problem-text";
import { Button } from "@/app/_ui/kit/button";
import { isComposing } from "@/app/_ui/room/composer/is-composing";
import { SearchField } from "./search-field";
import { SearchResults } from "./search-results";
import { type SearchState, useSearch } from "./use-search";

/** The API's limit, in characters; a field counts UTF-16 units. */
const QUERY_MAX_UNITS = 200;
const FILTERS = ["from", "in", "before", "after", "has"] as const;

export interface SearchPanelProps {
  /** The open room, which is searched first. */
  roomId?: string;
  /** Called when a result is opened. */
  onChosen: () => void;
}

/** The field, the filters' help, and the results. */
export function SearchPanel({ roomId, onChosen }: SearchPanelProps) {
  const t = useTranslations("search");
  const [text, setText] = useState("");
  const [isHere, setHere] = useState(roomId !== undefined);
  const search = useSearch(text, isHere ? roomId : undefined);
  const field = useRef<HTMLInputElement>(null);
  // The dialog chose its focus before this content was loaded.
  useEffect(() => field.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys go through the links that it contains.
    <div onKeyDown={moveFocus}>
      <search>
        <form
          className="relative"
          onSubmit={(event) => {
            event.preventDefault();
            search.now();
          }}
        >
          <SearchField
            ref={field}
            value={text}
            onChange={({ target }) => setText(target.value)}
            maxLength={QUERY_MAX_UNITS}
            placeholder={t("field")}
            aria-label={t("field")}
            enterKeyHint="search"
            data-search-stop
          />
        </form>
        {roomId && (
          <label className="mt-1 flex min-h-11 items-center gap-2.5 text-sm">
            <input
              type="checkbox"
              checked={isHere}
              onChange={({ target }) => setHere(target.checked)}
              className="size-4.5 accent-accent"
            />
            {t("here")}
          </label>
        )}
      </search>
      {text.trim() === "" ? (
        <Help add={(filter) => setText(filter)} field={field} />
      ) : (
        <Outcome search={search} onChosen={onChosen} />
      )}
    </div>
  );
}

/** The filters, each with a button that begins one. */
function Help({ add, field }: { add: (filter: string) => void; field: React.RefObject<HTMLInputElement | null> }) {
  const t = useTranslations("search");
  return (
    <section aria-label={t("filters")} className="mt-3">
      <p className="text-sm text-muted">{t("help")}</p>
      <ul className="mt-2 flex flex-col">
        {FILTERS.map((filter) => (
          <li key={filter}>
            <button
              type="button"
              onClick={() => {
                add(filter === "has" ? "has:link " : `${filter}:`);
                field.current?.focus();
              }}
              className="flex min-h-11 w-full items-center gap-3 rounded-xl px-2 text-left text-sm hover:bg-sunken"
            >
              <code className="min-w-20 rounded-lg bg-sunken px-2 py-1">
                {filter === "has" ? "has:link" : `${filter}:`}
              </code>
              <span className="text-muted">{t(`filter.${filter}`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Outcome({ search, onChosen }: { search: SearchState; onChosen: () => void }) {
  const t = useTranslations("search");
  const textOf = useProblemText();
  const { results, hasMore, phase, failure } = search;
  const count = results?.length ?? 0;
  // A query of punctuation alone.
  const isUnusable = failure?.code === "invalid";
  return (
    <div className="mt-3">
      <p role="status" className="flex min-h-6 items-center gap-2 text-sm text-muted">
        {phase === "loading" && (
          <>
            <LoaderCircle className="size-4 animate-spin" aria-hidden="true" />
            {t("loading")}
          </>
        )}
        {phase === "idle" && results && t(hasMore ? "countMore" : "count", { count })}
        {isUnusable && t("unusable")}
      </p>
      {failure && !isUnusable && (
        <div
          role="alert"
          className="mt-2 flex flex-col items-start gap-3 rounded-xl bg-danger-soft px-3.5 py-3 text-sm text-danger"
        >
          {textOf(failure)}
          <Button look="secondary" onClick={search.retry}>
            {t("retry")}
          </Button>
        </div>
      )}
      {results && count > 0 && !isUnusable && (
        <div className={phase === "loading" ? "opacity-60" : ""}>
          <SearchResults results={results} onChosen={onChosen} />
          {hasMore && (
            <Button
              look="quiet"
              onClick={search.more}
              busy={phase === "loading"}
              className="mt-1 w-full"
              data-search-stop
            >
              {t("more")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

/** ↓ and ↑ go through the field and the results. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  if ((event.key !== "ArrowDown" && event.key !== "ArrowUp") || isComposing(event)) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-search-stop]")];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  event.preventDefault();
  stops[at + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
}
