/** A message taller than this is folded. 480 px is about a phone's screen, or 18 lines. */
export const FOLDED_PX = 480;
/** A text below both limits is not taller than FOLDED_PX, even in wide letters on a narrow screen, unless it has VERY_WIDE ones. */
const SHORT_CHARS = 100;
const SHORT_LINES = 6;
/** Letters that may fill a line of a phone each: Arabic phrases (﷽), long dashes, Javanese ornaments, cuneiform. */
const VERY_WIDE = /[\u2e3a\u2e3b\ua9c1-\ua9cd\ufdf0-\ufdff\u{12000}-\u{1254f}]/gu;

/** Whether a text can be taller than FOLDED_PX, so that measuring it is worthwhile. */
export function mayBeTall(text: string): boolean {
  const lines = (text.match(/[\n\u2028\u2029]/g)?.length ?? 0) + (text.match(VERY_WIDE)?.length ?? 0);
  return text.length > SHORT_CHARS || lines >= SHORT_LINES;
}
