import type { KeyboardEvent } from "react";

/** Enter then ends a syllable, not the message. Safari tells only by the key code. */
export function isComposing({ nativeEvent, keyCode }: Pick<KeyboardEvent, "nativeEvent" | "keyCode">): boolean {
  return nativeEvent.isComposing || keyCode === 229;
}
