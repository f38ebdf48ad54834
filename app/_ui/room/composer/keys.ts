import type { KeyboardEvent } from "react";
import { useMediaQuery } from "@/app/_ui/hooks/use-media-query";
import { isComposing } from "./is-composing";

/**
 * If the main pointer is a finger, Enter is a key of the on-screen keyboard and breaks the line. `hover` is not queried, because
 * some phones report it for their pen.
 */
const TOUCH = "(pointer: coarse)";

/** Whether Enter breaks the line on this device. */
export function useEnterBreaksLines(): boolean {
  return useMediaQuery(TOUCH);
}

type Keys = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey" | "keyCode" | "nativeEvent">;

/** Whether a key sends or saves the field's text. Ctrl+Enter and ⌘+Enter always send, also on a tablet with a keyboard. */
export function isSubmit(event: Keys, enterBreaksLines: boolean): boolean {
  if (event.key !== "Enter" || isComposing(event)) return false;
  if (event.ctrlKey || event.metaKey) return true;
  return !event.shiftKey && !enterBreaksLines;
}

/** Whether a key is ↑ alone. */
export function isPlainArrowUp(event: Keys): boolean {
  const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
  return key === "ArrowUp" && !(shiftKey || ctrlKey || metaKey || altKey || isComposing(event));
}

/** Whether a key is Escape, and not one that ends an input-method composition. */
export function isEscape(event: Keys): boolean {
  return event.key === "Escape" && !isComposing(event);
}
