/**
 * The classes and the folding of characters in the search. db/migrations/0013_search.sql has the same ones, which
 * a test compares (db/search/search-words.test.ts): an index that was built by another rule would miss messages.
 */
import { plain } from "../name-search";

/** Ranges of code points, as the content of `[…]` in a regular expression of JavaScript or Postgres. */
const classOf = (ranges: ReadonlyArray<readonly [number, number]>) =>
  ranges.map((range) => [...new Set(range)].map((point) => String.fromCodePoint(point)).join("-")).join("");

/**
 * Characters that are indexed in pairs, to be found anywhere in a word: scripts that are written without spaces, Korean, whose words
 * carry particles, and emoji.
 */
export const PAIRED = classOf([
  [0x0e00, 0x0eff],
  [0x1000, 0x109f],
  [0x1100, 0x11ff],
  [0x1780, 0x17ff],
  [0x200d, 0x200d],
  [0x20e3, 0x20e3],
  [0x2600, 0x27bf],
  [0x2b00, 0x2bff],
  [0x3005, 0x3007],
  [0x3041, 0x30ff],
  [0x3131, 0x318e],
  [0x31f0, 0x31ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe0f, 0xfe0f],
  [0x1f000, 0x1faff],
  [0x20000, 0x3fffd],
]);

/** Characters of words that are found from their beginning, in folded text: Latin and other alphabets, digits, and _. */
const FOLDED_WORD_RANGES = [
  [0x30, 0x39],
  [0x5f, 0x5f],
  [0x61, 0x7a],
  [0xaa, 0xaa],
  [0xb5, 0xb5],
  [0xba, 0xba],
  [0xc0, 0x0dff],
  [0x0f00, 0x0fff],
  [0x10a0, 0x10ff],
  [0x1200, 0x177f],
  [0x1800, 0x1fff],
  [0x2c00, 0x2dff],
  [0xa4d0, 0xabff],
  [0xfb00, 0xfdff],
  [0xfe70, 0xfefc],
] as const;
export const FOLDED_WORD = classOf(FOLDED_WORD_RANGES);
/** The same in text before folding: also capitals, and full-width letters and digits. */
export const WORD = classOf([
  ...FOLDED_WORD_RANGES,
  [0x41, 0x5a],
  [0xff10, 0xff19],
  [0xff21, 0xff3a],
  [0xff3f, 0xff3f],
  [0xff41, 0xff5a],
]);

/** Letters and digits that `fold` may change, beyond ASCII. */
const FOLDED_RANGES = [
  [0xc0, 0x24f],
  [0x370, 0x52f],
  [0x1e00, 0x1eff],
  [0xff10, 0xff5a],
] as const;

/** What each of them becomes: lower case, of normal width, without accents. One letter becomes one letter, so ß stays ß. */
const FOLDED = new Map(
  FOLDED_RANGES.flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).flatMap((letter) => {
      const folded = [plain(letter), letter.toLowerCase(), letter].find((each) => each.length === 1) ?? letter;
      return folded === letter ? [] : [[letter, folded] as const];
    }),
  ),
);

/** The letters beyond ASCII that `fold` changes, and what they become, for Postgres's translate(). */
export const FOLDING = { from: [...FOLDED.keys()].join(""), to: [...FOLDED.values()].join("") };

/** A text for comparing: in NFC, in lower case, without accents. */
export function fold(text: string): string {
  return [...text.normalize("NFC")]
    .map((each) => FOLDED.get(each) ?? each.replace(/[A-Z]/, (capital) => capital.toLowerCase()))
    .join("");
}

const SPELLINGS = new Map<string, string>();
for (const [letter, folded] of FOLDED) SPELLINGS.set(folded, (SPELLINGS.get(folded) ?? "") + letter);

/** This folded character and all characters that `fold` turns into it. */
export function spellingsOf(folded: string): string {
  return folded + (/[a-z]/.test(folded) ? folded.toUpperCase() : "") + (SPELLINGS.get(folded) ?? "");
}

/** The consonants that begin a syllable, in the order of Unicode. */
const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const SYLLABLES_PER_INITIAL = 588;

/** The consonant that begins a syllable; a consonant itself; undefined for every other character. */
export function initialOf(character: string): string | undefined {
  const point = character.codePointAt(0) ?? 0;
  if (point >= FIRST_SYLLABLE && point <= LAST_SYLLABLE)
    return INITIALS[Math.floor((point - FIRST_SYLLABLE) / SYLLABLES_PER_INITIAL)];
  return isInitial(character) ? character : undefined;
}

export const isInitial = (character: string) => character !== "" && INITIALS.includes(character);

/** A consonant and all syllables that begin with it, as ranges of a class. */
export function syllablesOf(initial: string): string {
  const first = FIRST_SYLLABLE + INITIALS.indexOf(initial) * SYLLABLES_PER_INITIAL;
  return `${initial}${String.fromCodePoint(first)}-${String.fromCodePoint(first + SYLLABLES_PER_INITIAL - 1)}`;
}
