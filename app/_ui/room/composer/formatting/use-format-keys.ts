import { type KeyboardEvent, type RefObject, useRef } from "react";
import { LazyCode, usePreload } from "@/app/_ui/lazy/lazy-part";
import { isComposing } from "@/app/_ui/room/composer/is-composing";
import { changeText } from "@/app/_ui/room/composer/native-edit";
import { isCommand, letterOf } from "@/app/_ui/shortcuts/letter-key";
import { indented, isInCode, outdented } from "./code-lines";
import type { Format, Selected } from "./toggle-format";

const toggling = new LazyCode(() => import("./toggle-format").then((code) => code.toggleFormat));

/** The keys of the formats, with Ctrl or ⌘. */
const KEYS: Record<string, Format> = { b: "bold", i: "italic", e: "code", "shift+x": "strike" };

/** Changes a field's text and selection like typing, so that undo takes the change back. @returns whether the text has changed */
export function edit(field: HTMLTextAreaElement, change: (selected: Selected) => Selected): boolean {
  const { value: text, selectionStart: start, selectionEnd: end } = field;
  const next = change({ text, start, end });
  if (next.text === text) return false;
  changeText(field, next.text, next.end);
  field.setSelectionRange(next.start, next.end);
  return true;
}

/**
 * Handles the keys of a field's formats: shortcuts, and Tab and Enter in a block of code. Returns true if the
 * caller must ignore the key. After Escape, Tab leaves the field.
 */
export function useFormatKeys(field: RefObject<HTMLTextAreaElement | null>) {
  const tabLeaves = useRef(false);
  usePreload(toggling);
  return (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if (isComposing(event) || !field.current) return false;
    const isTab = event.key === "Tab";
    if (event.key !== "Shift" && !isTab) tabLeaves.current = event.key === "Escape";
    const format = formatOf(event);
    if (format) {
      event.preventDefault();
      toggle(field.current, format);
      return true;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !(isTab || event.key === "Enter")) return false;
    if (!isInCode(field.current.value.slice(0, field.current.selectionStart))) return false;
    // The browser inserts a line break; the caller must not send.
    if (!isTab) return true;
    if (tabLeaves.current) return false;
    // With nothing to outdent, Shift+Tab leaves the field.
    if (!edit(field.current, event.shiftKey ? outdented : indented)) return false;
    event.preventDefault();
    return true;
  };
}

function toggle(field: HTMLTextAreaElement, format: Format): void {
  const { code, load } = toggling;
  if (code) edit(field, (selected) => code(selected, format));
  else void load().then((isLoaded) => isLoaded && toggle(field, format));
}

function formatOf(event: KeyboardEvent): Format | undefined {
  if (!isCommand(event)) return undefined;
  const letter = letterOf(event);
  return KEYS[event.shiftKey ? `shift+${letter}` : letter];
}
