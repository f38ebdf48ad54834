import { EXCERPT_MAX_CHARS } from "@/lib/protocol/limits";
import { plainText } from "@/lib/text/format/plain-text";
import { cutText } from "@/lib/text/graphemes";
import { countCharacters } from "@/lib/text/text";

/** The cut must see the whole character that it falls into; the longest emoji have 35 code points. */
const CHARACTER_MAX = 50;
export const EXCERPT_READ_CHARS = EXCERPT_MAX_CHARS + CHARACTER_MAX;

/** A list's excerpt of a message: at most EXCERPT_MAX_CHARS code points, without splitting a character. */
export function excerptOf(body: string): string {
  // Twice as many code units always hold enough code points, so a long body need not be split completely.
  return cutText(body.slice(0, 2 * EXCERPT_READ_CHARS), EXCERPT_MAX_CHARS);
}

/** An excerpt as text, without the markers of its formats. Spoilers stay hidden, even if the excerpt ends inside one. */
export function plainExcerpt(excerpt: string): string {
  return plainText(excerpt, countCharacters(excerpt) > EXCERPT_MAX_CHARS - CHARACTER_MAX);
}
