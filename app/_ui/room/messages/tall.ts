/** A message taller than this is folded: about a phone's screen, or 18 lines. */
export const FOLDED_PX = 480;
/** Fewer characters and lines than these never fill so much, even in wide letters on a narrow screen with large type. */
const SHORT_CHARS = 100;
const SHORT_LINES = 6;

/** Whether a text can be taller than FOLDED_PX at all; only then it is worth measuring. */
export function mayBeTall(text: string): boolean {
  return text.length > SHORT_CHARS || (text.match(/[\n\u2028\u2029]/g)?.length ?? 0) >= SHORT_LINES;
}
