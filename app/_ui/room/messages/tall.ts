/** A message taller than this is folded. 480 px is about a phone's screen, or 18 lines. */
export const FOLDED_PX = 480;
/** A text below both limits is never taller than FOLDED_PX, even in wide letters on a narrow screen with large type. */
const SHORT_CHARS = 100;
const SHORT_LINES = 6;

/** Whether a text can be taller than FOLDED_PX, so that measuring it is worthwhile. */
export function mayBeTall(text: string): boolean {
  return text.length > SHORT_CHARS || (text.match(/[\n\u2028\u2029]/g)?.length ?? 0) >= SHORT_LINES;
}
