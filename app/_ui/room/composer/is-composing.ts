import type { KeyboardEvent } from "react";

/**
 * Whether a key press belongs to an input-method composition: Enter then completes a syllable and must not send. Safari reports such
 * an Enter only by key code 229.
 */
export function isComposing({ nativeEvent, keyCode }: Pick<KeyboardEvent, "nativeEvent" | "keyCode">): boolean {
  return nativeEvent.isComposing || keyCode === 229;
}
