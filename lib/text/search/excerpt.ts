/** The part of a message that a search result shows. */
import { clusterAt, cutText, graphemesOf } from "../graphemes";
import type { Term } from "./term";

/** A stretch of an excerpt; `match`: the search found it. */
export interface ExcerptPart {
  text: string;
  match?: true;
}

const EXCERPT_MAX_CHARS = 180;
/** At most this much is shown before the first match. */
const LEAD_MAX_CHARS = 40;
const GAP = "…";

/** One line of the body around the first match, with all matches in it marked. */
export function excerptWithMatches(body: string, terms: readonly Term[]): ExcerptPart[] {
  const text = body.normalize("NFC");
  const patterns = terms.map(({ pattern }) => new RegExp(pattern, "gu"));
  const firsts = patterns.map((pattern) => text.search(pattern)).filter((index) => index >= 0);
  const start = startOf(text, firsts.length > 0 ? clusterAt(text, Math.min(...firsts)).start : 0);
  const shown = cutText(text.slice(start, start + 4 * EXCERPT_MAX_CHARS), EXCERPT_MAX_CHARS);
  const end = start + shown.length;
  const parts: ExcerptPart[] = start > 0 ? [{ text: GAP }] : [];
  let at = start;
  for (const { from, to } of matchesIn(text.slice(0, end), start, patterns)) {
    parts.push({ text: text.slice(at, from) }, { text: text.slice(from, to), match: true });
    at = to;
  }
  parts.push({ text: text.slice(at, end) + (end < text.length ? GAP : "") });
  return parts
    .filter((part) => part.text !== "")
    .map(({ text: part, ...rest }) => ({ text: part.replace(/\s+/g, " "), ...rest }));
}

/** Where the excerpt around the match at `first` begins. */
function startOf(text: string, first: number): number {
  if (first <= LEAD_MAX_CHARS) return 0;
  const from = clusterAt(text, Math.max(0, first - 4 * LEAD_MAX_CHARS)).start;
  const before = graphemesOf(text.slice(from, first));
  let [start, left] = [first, LEAD_MAX_CHARS];
  for (const character of before.reverse()) {
    left -= [...character].length;
    if (left < 0) break;
    start -= character.length;
  }
  return start;
}

/** The matches from `start` on, in order; overlapping ones are joined. */
function matchesIn(text: string, start: number, patterns: readonly RegExp[]): Array<{ from: number; to: number }> {
  const found = patterns.flatMap((pattern) => {
    // The text before `start` is needed too: whether a word begins at `start` depends on the character before it.
    pattern.lastIndex = start;
    return [...text.matchAll(pattern)].map(({ 0: match, index }) => {
      return { from: clusterAt(text, index).start, to: clusterAt(text, index + match.length - 1).end };
    });
  });
  const merged: typeof found = [];
  for (const match of found.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && match.from <= last.to) last.to = Math.max(last.to, match.to);
    else merged.push(match);
  }
  return merged;
}
