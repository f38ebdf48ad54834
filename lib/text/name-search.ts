/** Finds names by a part, by the initial consonants of their syllables, and in mid-syllable while the user types. */
import { disassemble, getChoseong } from "es-hangul";

/** Everything but lone Hangul letters, which NFKC would turn into letters that nobody types. */
const NOT_LONE_LETTERS = /[^\u3131-\u318e]+/g;
const CONSONANT = /^[\u3131-\u314e]$/;
const ONLY_CONSONANTS = /^[\u3131-\u314e]+$/;
const HAS_CONSONANT = /[\u3131-\u314e]/;

export const LONE_JAMO = /[\u1100-\u11ff]/g;
/** Lone Hangul letters as keyboards write them (ㅁ), by their conjoining form (U+1106). */
export const KEYBOARD_LETTERS: ReadonlyMap<string, string> = new Map(
  Array.from({ length: 0x3163 - 0x3131 + 1 }, (_, i) => String.fromCodePoint(0x3131 + i)).map((letter) => [
    letter.normalize("NFKC"),
    letter,
  ]),
);
/** In these scripts a mark is only an accent. In others it makes another letter: か and が. */
const ACCENTED = /([\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}])\p{Mn}+/gu;
/** Letters whose accent is part of the letter. */
const STROKED: Record<string, string> = { ø: "o", ł: "l", đ: "d", æ: "ae", œ: "oe" };

/** A text in the form for searching names: case, width and accents do not count. */
export function plain(text: string): string {
  const bare = cased(text).normalize("NFD").replace(ACCENTED, "$1");
  return bare.replace(/[øłđæœ]/g, (letter) => STROKED[letter] ?? letter).normalize("NFC");
}

/** Like `plain`, but keeps accents. */
function cased(text: string): string {
  const characters = text
    .normalize("NFC")
    .replace(NOT_LONE_LETTERS, (part) => part.normalize("NFKC"))
    .replace(LONE_JAMO, (jamo) => KEYBOARD_LETTERS.get(jamo) ?? jamo);
  // Upper before lower case, so that ß equals ss. A final ς becomes σ, since more letters may follow.
  return characters.toUpperCase().toLowerCase().replaceAll("ς", "σ").normalize("NFC");
}

/** The letters of a text one by one: 길동 is ㄱㅣㄹㄷㅗㅇ, so it contains 길ㄷ and 길도, which are typed on the way to it. */
export function lettersOf(text: string): string {
  return disassemble(plain(text));
}

/** The initial consonants of a name's syllables; other characters are left out. */
function initialsOf(name: string): string {
  return getChoseong(plain(name)).replace(/\s/g, "");
}

/** Like `initialsOf`, but keeps other characters: ㅎㄱㄷ2 of 홍길동2. */
function initialsAmong(name: string): string {
  return [...plain(name)].map((each) => getChoseong(each) || each).join("");
}

/** The stored search key of a name: its letters, its initial consonants, and `initialsAmong` if it differs from both. */
export function searchKey(username: string): string {
  const [letters, initials, among] = [lettersOf(username), initialsOf(username), initialsAmong(username)];
  return [letters, initials, ...(among === letters || among === initials ? [] : [among])].join("\n");
}

/** Whether a query has only consonants, which are the initials of syllables. */
export function isInitials(query: string): boolean {
  return ONLY_CONSONANTS.test(lettersOf(query));
}

/**
 * A regular expression (also of PostgreSQL) for the letters of names with the typed part, if it has both syllables and consonants:
 * 홍ㄱㄷ finds 홍길동. Undefined: it has not.
 */
export function mixedPattern(query: string): string | undefined {
  const typed = plain(query);
  if (!HAS_CONSONANT.test(typed) || isInitials(query)) return undefined;
  const wanted = typedSyllables(typed);
  const rest = (i: number) => (i < wanted.length - 1 ? "[ㅏ-ㅣ]+[ㄱ-ㅎ]*?" : "");
  const parts = wanted.map((each, i) =>
    CONSONANT.test(each) ? `${each}(?=[ㅏ-ㅣ])${rest(i)}` : disassemble(each).replace(/[^\p{L}\p{N}]/gu, "\\$&"),
  );
  return parts.join("");
}

/** How well a name matches the query: lower is better. Undefined: no match. */
export function matchOf(name: string, query: string): number | undefined {
  if (query === "") return 0;
  const [whole, typed] = [lettersOf(name), lettersOf(query)];
  if (whole === typed) return cased(name) === cased(query) ? 0 : 1;
  // Not among the letters, where ㅇㅈ is in 강준 too.
  if (ONLY_CONSONANTS.test(typed)) return matchOfInitials(initialsOf(name), typed);
  // 민 is the beginning of 민수 rather than of 미나.
  if (plain(name).startsWith(plain(query))) return 2;
  if (whole.startsWith(typed)) return 3;
  if (whole.includes(typed)) return 4;
  return HAS_CONSONANT.test(plain(query)) && hasSyllables(plain(name), plain(query)) ? 5 : undefined;
}

function matchOfInitials(initials: string, typed: string): number | undefined {
  if (initials === typed) return 2;
  if (initials.startsWith(typed)) return 3;
  return initials.includes(typed) ? 4 : undefined;
}

/**
 * Whether the typed text is a part of a name, both from `plain`. A consonant stands for any syllable that begins with it (홍ㄱㄷ
 * finds 홍길동), and the last syllable may be unfinished (저녀 finds 저녁).
 */
export function hasSyllables(name: string, typed: string): boolean {
  const wanted = typedSyllables(typed);
  const syllables = [...name];
  return syllables.some((_, start) => startsWith(syllables.slice(start), wanted));
}

/** The characters of a typed text; a double consonant such as ㄳ is two. */
function typedSyllables(typed: string): string[] {
  return [...typed].flatMap((each) => (CONSONANT.test(each) ? [...disassemble(each)] : [each]));
}

function startsWith(syllables: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((each, i) => {
    const syllable = syllables[i];
    if (syllable === undefined) return false;
    if (syllable === each || (CONSONANT.test(each) && getChoseong(syllable) === each)) return true;
    // The user may still be typing: 각 may become 가구.
    const isLast = i === wanted.length - 1;
    return isLast && disassemble(syllables.slice(i).join("")).startsWith(disassemble(each));
  });
}
