const BLOCK = /^ *(?:>|```|[-*][ \t]|\d{1,3}\.[ \t])/m;
const ESCAPE = /\\[*_~|`[\]>.-]/;
/** Markers that come in pairs. */
const PAIRED = ["*", "_", "`", "~~", "||"];

/**
 * Whether a text can have formats, by a cheap test: most messages have none, and are shown without a parser.
 * @param isCut the text is the beginning of a longer one, so that one marker is enough.
 */
export function mayHaveFormats(text: string, isCut = false): boolean {
  const isIn = (marker: string) => {
    const first = text.indexOf(marker);
    return first !== -1 && (isCut || text.indexOf(marker, first + marker.length) !== -1);
  };
  return PAIRED.some(isIn) || text.includes("](") || BLOCK.test(text) || ESCAPE.test(text);
}
