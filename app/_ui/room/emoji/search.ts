/** Compares a typed text with names and words, one a line. Korean may be typed by its initial consonants and in mid-syllable. */
import { disassemble } from "es-hangul";
import { plain } from "@/lib/text/name-search";
import { isInitial, syllablesOf } from "@/lib/text/search/characters";

/** How a text may match, best first. `behind` is a penalty, which orders the matches of different texts. */
type Patterns = ReadonlyArray<{ pattern: RegExp; behind: number }>;

const WORD_STARTS = String.raw`(?<![\p{L}\p{N}])`;
const WORD_ENDS = String.raw`(?![\p{L}\p{N}])`;
const HAS_KOREAN = /\p{sc=Hangul}/u;

/** Undefined: the query has no letter, digit, `+` or `-` to search for. */
export function queryPatterns(query: string): Patterns | undefined {
  const characters = [...plain(query.trim())].flatMap((each) => (isDouble(each) ? [...disassemble(each)] : [each]));
  if (!/[\p{L}\p{N}+-]/u.test(characters.join(""))) return undefined;
  const whole = characters.map(matching).join("");
  const typed = characters.slice(0, -1).map(matching).join("") + unfinished(characters.at(-1) ?? "");
  const pattern = (source: string, behind: number) => ({ pattern: new RegExp(source, "mu"), behind });
  return [
    // As typed: ㅋㅋ is a word too, not only the consonants of 쿠키.
    pattern(`^${characters.map(escaped).join("")}$`, 0),
    pattern(`^${whole}$`, 0.5),
    pattern(`${WORD_STARTS}${whole}${WORD_ENDS}`, 1),
    pattern(`^${typed}`, 2),
    pattern(`${WORD_STARTS}${typed}`, 3),
    // Korean words are joined: 가락 finds 손가락.
    ...(HAS_KOREAN.test(query) && characters.length > 1 ? [pattern(typed, 4)] : []),
  ];
}

/** The penalty of the best match in these lines; 0 is a perfect match, undefined: none. */
export function behindOf(lines: string, patterns: Patterns): number | undefined {
  // Fails early: a text that matches any pattern also matches the last one.
  if (!patterns.at(-1)?.pattern.test(lines)) return undefined;
  return patterns.find(({ pattern }) => pattern.test(lines))?.behind;
}

/** ㄳ, which a keyboard makes of ㄱ and ㅅ. */
const isDouble = (character: string) => /^[\u3131-\u314e]$/.test(character) && !isInitial(character);

function matching(character: string): string {
  if (/^[\s_-]$/.test(character)) return String.raw`[\s_-]`;
  if (isInitial(character)) return `[${syllablesOf(character)}]`;
  return escaped(character);
}

const escaped = (character: string) => character.replace(/[\^$\\.*+?()[\]{}|/]/, "\\$&");

const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const FINALS = 28;

/** A last syllable that may still change: 우 becomes 웃, and 웃 becomes 우산. */
function unfinished(last: string): string {
  const point = last.codePointAt(0) ?? 0;
  if (point < FIRST_SYLLABLE || point > LAST_SYLLABLE) return matching(last);
  const open = point - ((point - FIRST_SYLLABLE) % FINALS);
  if (point === open) return `[${last}-${String.fromCodePoint(open + FINALS - 1)}]`;
  const letters = [...disassemble(last)];
  const next = letters.at(-1) ?? "";
  const before = assembled(open, letters.length > 3 ? letters[2] : undefined, point);
  return isInitial(next) ? `(?:${last}|${before}[${syllablesOf(next)}])` : last;
}

/** The syllable without the last letter of its final: 우 of 웃, 닥 of 닭. */
function assembled(open: number, kept: string | undefined, point: number): string {
  if (kept === undefined) return String.fromCodePoint(open);
  for (let each = open; each < point; each++) {
    const syllable = String.fromCodePoint(each);
    if (each > open && disassemble(syllable) === disassemble(String.fromCodePoint(open)) + kept) return syllable;
  }
  return String.fromCodePoint(open);
}
