import type { KeyboardEvent } from "react";

/**
 * Whether a key press belongs to an input-method composition: Enter then completes a syllable and must not send. In Safari, only key
 * code 229 tells.
 */
export function isComposing({ nativeEvent, keyCode }: Pick<KeyboardEvent, "nativeEvent" | "keyCode">): boolean {
  return nativeEvent.isComposing || keyCode === 229;
}
