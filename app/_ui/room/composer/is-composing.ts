import type { KeyboardEvent } from "react";

/**
 * Whether a key belongs to a composition: Enter then ends a syllable, not the message. Safari shows it only in the key
 * code.
 */
export function isComposing({ nativeEvent, keyCode }: Pick<KeyboardEvent, "nativeEvent" | "keyCode">): boolean {
  return nativeEvent.isComposing || keyCode === 229;
}
