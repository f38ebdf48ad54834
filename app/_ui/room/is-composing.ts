import type { KeyboardEvent } from "react";

/** Enter then ends a syllable, not the message. Safari tells only by the key code. */
export function isComposing({ nativeEvent, keyCode }: KeyboardEvent): boolean {
  return nativeEvent.isComposing || keyCode === 229;
}
