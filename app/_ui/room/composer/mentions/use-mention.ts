import { type KeyboardEvent, type RefObject, useRef, useState } from "react";
import { useDrafts } from "@/app/_ui/room/composer/drafts/use-drafts";
import { isComposing } from "@/app/_ui/room/composer/is-composing";
import { changeText } from "@/app/_ui/room/composer/native-edit";
import type { User } from "@/lib/protocol/room";
import type { Candidate } from "./candidates";
import { type MentionQuery, mentionAt, withMention } from "./mention-query";
import { useCandidates } from "./use-candidates";

interface Mentioning {
  candidates: readonly Candidate[];
  /** All members loaded so far for the list. */
  known: readonly User[];
  /** Index of the candidate that Enter takes. */
  active: number;
  /** Call when a name in the list is pressed. */
  choose: (candidate: Candidate) => void;
  /** Call when the text has changed. */
  look: () => void;
  /** Call when the caret has moved. Closes or changes the list, but only typing opens the list. */
  moved: () => void;
  /** Handles a key. Returns true if the list has used the key; the caller must then ignore it. */
  pressed: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
  /** Call when the composition of a syllable begins. */
  composing: () => void;
  /** Call when the composition of a syllable ends. */
  composed: () => void;
}

interface Field {
  field: RefObject<HTMLTextAreaElement | null>;
  roomId: string;
  online: readonly User[];
  you: User;
}

/** Completes the name after an @ at the caret. */
export function useMention({ field, roomId, online, you }: Field): Mentioning {
  const drafts = useDrafts();
  const [at, setAt] = useState<MentionQuery>();
  const [dismissed, setDismissed] = useState<number>();
  const [active, setActive] = useState(0);
  const isShown = at !== undefined && at.start !== dismissed;
  const { candidates, known } = useCandidates(roomId, isShown ? at.query : undefined, online, you);
  const chosenInSyllable = useRef<Candidate>(undefined);
  const isInSyllable = useRef(false);

  function look() {
    const { value, selectionStart, selectionEnd } = field.current ?? { value: "", selectionStart: 0, selectionEnd: 0 };
    const next = selectionStart === selectionEnd ? mentionAt(value, selectionStart) : undefined;
    if (next?.start !== at?.start) setDismissed(undefined);
    if (next?.start === at?.start && next?.query === at?.query) return;
    setAt(next);
    setActive(0);
  }
  function moved() {
    // Never opens the list: an open list takes the arrow keys and Enter, and a user who only moves the caret needs them for the text.
    if (at) look();
  }
  function complete({ id, username }: Candidate) {
    const { value = "", selectionStart = 0 } = field.current ?? {};
    // The Enter that ends a syllable may have added a line break.
    const now = mentionAt(value, selectionStart) ?? mentionAt(value.slice(0, selectionStart).trimEnd(), selectionStart);
    if (!now) return;
    const next = withMention(value, { start: now.start, end: selectionStart }, username);
    setAt(undefined);
    if (field.current) changeText(field.current, next.text, next.caret);
    drafts.writeComposer({ chosen: [...(drafts.getState().composer.chosen ?? []), { id, username }] });
  }
  function take(event: KeyboardEvent, candidate: Candidate) {
    // A choice during a composition is inserted after the composition has ended.
    if (isComposing(event)) chosenInSyllable.current = candidate;
    else complete(candidate);
  }
  function choose(candidate: Candidate) {
    if (!isInSyllable.current) return complete(candidate);
    chosenInSyllable.current = candidate;
    // Ends the composition: otherwise the keyboard would insert the next syllable in the middle of the name.
    field.current?.blur();
    field.current?.focus();
    composed();
  }
  function pressed(event: KeyboardEvent<HTMLTextAreaElement>): boolean {
    const candidate = candidates[active] ?? candidates[0];
    if (!candidate) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const takes = (event.key === "Enter" && !event.shiftKey) || (event.key === "Tab" && !event.shiftKey);
    if (step !== undefined) setActive((active + step + candidates.length) % candidates.length);
    else if (takes) take(event, candidate);
    else if (event.key === "Escape") setDismissed(at?.start);
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
    if (candidate) setTimeout(() => complete(candidate));
  }
  const shown = { candidates, known, active: Math.min(active, candidates.length - 1) };
  return { ...shown, choose, look, moved, pressed, composing, composed };
}
