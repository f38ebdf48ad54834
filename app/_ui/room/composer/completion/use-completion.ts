import { type KeyboardEvent, type RefObject, useRef, useState } from "react";
import { isComposing } from "@/app/_ui/room/composer/is-composing";

/** A text that can be completed, and the index of the @ or colon before it. */
export interface OpenQuery {
  start: number;
  query: string;
}

/** The query at the caret, or undefined. */
export type FindQuery = (text: string, caret: number) => OpenQuery | undefined;

type Field = RefObject<HTMLTextAreaElement | null>;

/** What is being completed. `query` is undefined if the list must be closed. */
export interface Completing {
  query: string | undefined;
  active: number;
  setActive: (index: number) => void;
  dismiss: () => void;
  close: () => void;
  /** Call when the text has changed. */
  look: () => void;
  /** Call when the caret has moved. Closes or changes the list, but only typing opens the list. */
  moved: () => void;
}

/** Follows the query at the caret of a field. */
export function useQueryAtCaret(field: Field, find: FindQuery): Completing {
  const [at, setAt] = useState<OpenQuery>();
  const [dismissed, setDismissed] = useState<number>();
  const [active, setActive] = useState(0);

  function look() {
    const { value, selectionStart, selectionEnd } = field.current ?? { value: "", selectionStart: 0, selectionEnd: 0 };
    const next = selectionStart === selectionEnd ? find(value, selectionStart) : undefined;
    if (next?.start !== at?.start) setDismissed(undefined);
    if (next?.start === at?.start && next?.query === at?.query) return;
    setAt(next);
    setActive(0);
  }
  return {
    query: at?.start === dismissed ? undefined : at?.query,
    active,
    setActive,
    dismiss: () => setDismissed(at?.start),
    close: () => setAt(undefined),
    look,
    moved() {
      // Never opens the list: an open list takes the arrow keys and Enter, and a user who only moves the caret needs them for the text.
      if (at) look();
    },
  };
}

export interface Completion<C> extends Pick<Completing, "look" | "moved"> {
  candidates: readonly C[];
  /** Index of the candidate that Enter takes. */
  active: number;
  /** Call when a candidate in the list is pressed. */
  choose: (candidate: C) => void;
  /** Handles a key. Returns true if the list has used the key; the caller must then ignore it. */
  pressed: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
  /** Call when the composition of a syllable begins. */
  composing: () => void;
  /** Call when the composition of a syllable ends. */
  composed: () => void;
}

interface Choice<C> {
  find: FindQuery;
  candidates: readonly C[];
  /** Replaces the text between `range.start` and the caret, `range.end`. */
  complete: (field: HTMLTextAreaElement, range: { start: number; end: number }, candidate: C) => void;
}

/** The keys and presses that choose a candidate, also in the middle of a composition. */
export function useCompletion<C>(field: Field, at: Completing, { find, candidates, complete }: Choice<C>) {
  const chosenInSyllable = useRef<C>(undefined);
  const isInSyllable = useRef(false);
  const active = Math.min(at.active, candidates.length - 1);

  function insert(candidate: C) {
    const { value = "", selectionStart = 0 } = field.current ?? {};
    // The Enter that ends a syllable may have added a line break.
    const now = find(value, selectionStart) ?? find(value.slice(0, selectionStart).trimEnd(), selectionStart);
    if (!now || !field.current) return;
    at.close();
    complete(field.current, { start: now.start, end: selectionStart }, candidate);
  }
  function take(event: KeyboardEvent, candidate: C) {
    // A choice during a composition is inserted after the composition has ended.
    if (isComposing(event)) chosenInSyllable.current = candidate;
    else insert(candidate);
  }
  function choose(candidate: C) {
    if (!isInSyllable.current) return insert(candidate);
    chosenInSyllable.current = candidate;
    // Ends the composition: otherwise the keyboard would insert the next syllable in the middle of the inserted text.
    field.current?.blur();
    field.current?.focus();
    composed();
  }
  function pressed(event: KeyboardEvent<HTMLTextAreaElement>): boolean {
    const candidate = candidates[active] ?? candidates[0];
    if (!candidate) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const takes = (event.key === "Enter" && !event.shiftKey) || (event.key === "Tab" && !event.shiftKey);
    if (step !== undefined) at.setActive((active + step + candidates.length) % candidates.length);
    else if (takes) take(event, candidate);
    else if (event.key === "Escape") at.dismiss();
    else return false;
    event.preventDefault();
    return true;
  }
  function composing() {
    isInSyllable.current = true;
  }
  function composed() {
    isInSyllable.current = false;
    const candidate = chosenInSyllable.current;
    chosenInSyllable.current = undefined;
    // Delayed: after `compositionend`, Safari still sends the key event, and other browsers still insert the text.
    if (candidate) setTimeout(() => insert(candidate));
  }
  return { candidates, active, choose, look: at.look, moved: at.moved, pressed, composing, composed };
}
