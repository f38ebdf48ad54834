import { EXCERPT_MAX_CHARS } from "../api";
import { cutText } from "./graphemes";

/** A cut needs to see the character that it falls into; the longest emoji have 35 code points. */
export const EXCERPT_READ_CHARS = EXCERPT_MAX_CHARS + 50;

/** What a list shows of a message: at most EXCERPT_MAX_CHARS code points of it, with no character cut in half. */
export function excerptOf(body: string): string {
  // Twice as many code units hold as many code points at least: a long body need not be taken apart.
  return cutText(body.slice(0, 2 * EXCERPT_READ_CHARS), EXCERPT_MAX_CHARS);
}
