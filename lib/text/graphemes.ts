/**
 * Text in visible characters: a grapheme cluster (a flag, a family, a decomposed Hangul syllable) is one character and
 * is never split.
 */

import { lazy } from "@/lib/shared/lazy";
import { isVisible } from "./text";

/** Made when first needed, since that takes long on a phone. */
const segmenter = lazy(() => new Intl.Segmenter(undefined, { granularity: "grapheme" }));

/** A first letter or digit that is a cluster of its own, as in most names. */
const SIMPLE_INITIAL = /^[A-Za-z0-9\uac00-\ud7a3](?=[A-Za-z0-9\uac00-\ud7a3 _.-]|$)/;

/** The grapheme clusters of a text, in order. Joined, they are the text. */
export function graphemesOf(text: string): string[] {
  return Array.from(segmenter().segment(text), ({ segment }) => segment);
}

/** Where the grapheme cluster with the code unit at `index` begins and ends. */
export function clusterAt(text: string, index: number): { start: number; end: number } {
  const cluster = segmenter().segment(text).containing(index);
  if (cluster === undefined) return { start: text.length, end: text.length };
  return { start: cluster.index, end: cluster.index + cluster.segment.length };
}

/** The first visible character of a name, as a capital if it has one; "" if there is none. */
export function initialOf(name: string): string {
  const [simple] = SIMPLE_INITIAL.exec(name) ?? [];
  if (simple) return simple.toUpperCase();
  for (const { segment } of segmenter().segment(name)) {
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
  for (const { segment, index } of segmenter().segment(text)) {
    for (const _ of segment) length++;
    if (length > max) return index > 0 ? text.slice(0, end) : [...segment].slice(0, max).join("");
    end = index + segment.length;
  }
  return text;
}
