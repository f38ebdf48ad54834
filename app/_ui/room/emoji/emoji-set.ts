/** The emoji with their names and the search in them. Loaded when first used: the data has 84 kB (gzip). */
import groups from "./emoji.json";
import { behindOf, queryPatterns } from "./search";

export interface Emoji {
  /** Without a skin tone. */
  emoji: string;
  /** The first of its shortcodes, without colons. */
  shortcode: string;
  name: { ko: string; en: string };
  hasTones: boolean;
}

/** The emoji of each group, in Unicode's order. Their order is that of `EMOJI_GROUPS`. */
export const emojiGroups: readonly (readonly Emoji[])[] = groups.map((rows) => rows.map(read));

interface Searched {
  emoji: Emoji;
  /** Shortcodes and names, one a line. */
  names: string;
  /** Other words, one a line. */
  words: string;
}

const searched: readonly Searched[] = groups.flatMap((rows, group) =>
  rows.flatMap((row, i) => {
    const emoji = emojiGroups[group]?.[i];
    const [, codes = "", en = "", ko = "", words = ""] = row.split("\t");
    if (!emoji) return [];
    const names = [codes.replaceAll(" ", "\n"), en.toLowerCase(), ko].join("\n");
    return [{ emoji, names, words: words.replaceAll(",", "\n") }];
  }),
);

const byText: ReadonlyMap<string, Emoji> = new Map(searched.map(({ emoji }) => [emoji.emoji, emoji]));
const byShortcode: ReadonlyMap<string, Emoji> = new Map(
  searched.flatMap(({ emoji, names }) =>
    names
      .split("\n")
      .slice(0, -2)
      .map((code) => [code, emoji] as const),
  ),
);

/** @param text the emoji without a skin tone */
export const emojiOf = (text: string): Emoji | undefined => byText.get(text);
export const emojiWithShortcode = (code: string): Emoji | undefined => byShortcode.get(code.toLowerCase());

/** Added to the rank of a match in a search word, so that matches in names and shortcodes come first. */
const WORD_BEHIND = 1.5;
const PREFERRED_AHEAD = 1.1;
/** Always preferred, so that `korea` finds South Korea's flag before North Korea's. */
const HOME = "🇰🇷";

/**
 * The emoji that a search finds, best match first: by Korean and English names and words, shortcodes, and initial consonants.
 * @param preferred emoji that come before others that match about as well, in this order
 */
export function searchEmoji(query: string, preferred: readonly string[]): Emoji[] {
  const patterns = queryPatterns(query);
  if (!patterns) return [];
  const order = new Map([...preferred, HOME].map((emoji, i) => [emoji, i / preferred.length / 2 - PREFERRED_AHEAD]));
  const found = searched.flatMap(({ emoji, names, words }) => {
    const behind = Math.min(
      behindOf(names, patterns) ?? Number.POSITIVE_INFINITY,
      (behindOf(words, patterns) ?? Number.POSITIVE_INFINITY) + WORD_BEHIND,
    );
    return Number.isFinite(behind) ? [{ emoji, rank: behind + (order.get(emoji.emoji) ?? 0) }] : [];
  });
  return found.sort((a, b) => a.rank - b.rank).map(({ emoji }) => emoji);
}

function read(row: string): Emoji {
  const [emoji = "", codes = "", en = "", ko = "", , tones] = row.split("\t");
  return { emoji, shortcode: codes.split(" ")[0] ?? "", name: { ko, en }, hasTones: tones !== undefined };
}
