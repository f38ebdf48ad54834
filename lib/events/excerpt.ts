import { EXCERPT_MAX_CHARS } from "@/lib/protocol/limits";
import { cutText } from "@/lib/text/graphemes";

/** The cut must see the whole character that it falls into; the longest emoji have 35 code points. */
export const EXCERPT_READ_CHARS = EXCERPT_MAX_CHARS + 50;

/** A list's excerpt of a message: at most EXCERPT_MAX_CHARS code points, without splitting a character. */
export function excerptOf(body: string): string {
  // Twice as many code units always hold enough code points, so a long body need not be split completely.
  return cutText(body.slice(0, 2 * EXCERPT_READ_CHARS), EXCERPT_MAX_CHARS);
}
