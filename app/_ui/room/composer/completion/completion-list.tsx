"use client";

import { type ReactNode, useLayoutEffect, useRef } from "react";

interface CompletionListProps<C> {
  id: string;
  label: string;
  /** Announced when the list opens or changes. */
  status: string;
  candidates: readonly C[];
  active: number;
  choose: (candidate: C) => void;
  keyOf: (candidate: C) => string;
  children: (candidate: C) => ReactNode;
}

/** The id of an option, for the field's `aria-activedescendant`. */
export const optionId = (listId: string, i: number) => `${listId}-${i}`;

/** The candidates of a completion, above the message field. The focus stays in the text. */
export function CompletionList<C>({ id, label, status, candidates, active, choose, ...row }: CompletionListProps<C>) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => placeWithinLog(list.current));
  return (
    <>
      <p role="status" className="sr-only">
        {candidates.length > 0 && status}
      </p>
      {candidates.length > 0 && (
        <div
          ref={list}
          id={id}
          role="listbox"
          aria-label={label}
          className="popup absolute right-0 bottom-full left-0 z-20 my-2 max-h-72 overflow-y-auto p-1.5 data-below:top-full data-below:bottom-auto sm:right-auto sm:left-5 sm:w-72"
        >
          {candidates.map((candidate, i) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the text keeps the focus and names the active option.
            // biome-ignore lint/a11y/useKeyWithClickEvents: the text field handles the keys.
            <div
              key={row.keyOf(candidate)}
              id={optionId(id, i)}
              role="option"
              aria-selected={i === active}
              // Keeps the focus in the text, so that a phone's keyboard stays on the screen.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(candidate)}
              className="flex min-h-11 cursor-pointer items-center gap-2.5 rounded-xl px-2.5 text-sm hover:bg-sunken aria-selected:bg-sunken"
            >
              {row.children(candidate)}
            </div>
          ))}
        </div>
      )}
    </>
  );
}

/** Puts the list below its field if the log's top edge would cut the list off above it. */
function placeWithinLog(list: HTMLElement | null): void {
  const log = list?.closest("[role=log]");
  if (!list || !log) return;
  list.removeAttribute("data-below");
  const isHidden = list.getBoundingClientRect().top < log.getBoundingClientRect().top;
  list.toggleAttribute("data-below", isHidden);
}
