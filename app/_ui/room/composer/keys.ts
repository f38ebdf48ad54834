import type { KeyboardEvent } from "react";
import { useMediaQuery } from "../../hooks/use-media-query";
import { isComposing } from "../is-composing";

/**
 * Where the main pointer is a finger, Enter belongs to the on-screen keyboard and breaks the line. `hover` is not asked for: some
 * phones claim it for their pen.
 */
const TOUCH = "(pointer: coarse)";

/** Whether Enter breaks lines here, so that only a button sends. */
export function useEnterBreaksLines(): boolean {
  return useMediaQuery(TOUCH);
}

type Keys = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "keyCode" | "nativeEvent">;

/** Whether a key sends or saves what is in a field. With Ctrl or ⌘ Enter does so everywhere, also on a tablet with a keyboard. */
export function isSubmit(event: Keys, enterBreaksLines: boolean): boolean {
  if (event.key !== "Enter" || isComposing(event)) return false;
  if (event.ctrlKey || event.metaKey) return true;
  return !event.shiftKey && !enterBreaksLines;
}

/** Whether a key is Escape, and not one that ends a syllable under composition. */
export function isEscape(event: Keys): boolean {
  return event.key === "Escape" && !isComposing(event);
}
