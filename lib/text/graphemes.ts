/**
 * Text in visible characters: a grapheme cluster (a flag, a family, a decomposed Hangul syllable) is one character and
 * is never split.
 */

import { isVisible } from "./text";

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The grapheme clusters of a text, in order. Joined, they are the text. */
export function graphemesOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The first visible character of a name, as a capital if it has one; "" if there is none. */
export function initialOf(name: string): string {
  for (const { segment } of segmenter.segment(name)) {
    // Some capitals are longer than their letter: ß becomes SS.
    if (isVisible(segment)) return graphemesOf(segment.toUpperCase())[0] ?? segment;
  }
  return "";
}

/**
 * The start of a text: at most `max` code points, ending between two grapheme clusters. Only a first cluster longer than `max` is
 * split, between two code points.
 */
export function cutText(text: string, max: number): string {
  let length = 0;
  let end = 0;
  for (const { segment, index } of segmenter.segment(text)) {
    for (const _ of segment) length++;
    if (length > max) return index > 0 ? text.slice(0, end) : [...segment].slice(0, max).join("");
    end = index + segment.length;
  }
  return text;
}
