/** Finding names by a part of them, by the first consonants of their syllables, and in mid-syllable while one is typed. */
import { disassemble, getChoseong } from "es-hangul";

/** Lone Hangul letters, which NFKC would turn into letters that nobody types. */
const NOT_LONE_LETTERS = /[^\u3131-\u318e]+/g;
const CONSONANT = /^[\u3131-\u314e]$/;
const ONLY_CONSONANTS = /^[\u3131-\u314e]+$/;
const HAS_CONSONANT = /[\u3131-\u314e]/;

/** A text in the form in which names are searched: case and width do not count. */
export function plain(text: string): string {
  const characters = text.normalize("NFC").replace(NOT_LONE_LETTERS, (part) => part.normalize("NFKC"));
  // Upper before lower, so that ß and ss are one; a σ has another form at a word's end, where more may follow yet.
  return characters.toUpperCase().toLowerCase().replaceAll("ς", "σ").normalize("NFC");
}

/** The letters of a text one by one: 길동 is ㄱㅣㄹㄷㅗㅇ, so that 길ㄷ and 긷 on the way to it are found in it. */
export function lettersOf(text: string): string {
  return disassemble(plain(text));
}

/** The first consonants of a name's syllables; what is not Hangul has none. */
function initialsOf(name: string): string {
  return getChoseong(plain(name)).replace(/\s/g, "");
}

/** The same among what is not Hangul: ㅎㄱㄷ2 of 홍길동2. */
function initialsAmong(name: string): string {
  return [...plain(name)].map((each) => getChoseong(each) || each).join("");
}

/** What is stored to find a name: its letters, its first consonants, and, where that is neither, those among what else it has. */
export function searchKey(username: string): string {
  const [letters, initials, among] = [lettersOf(username), initialsOf(username), initialsAmong(username)];
  return [letters, initials, ...(among === letters || among === initials ? [] : [among])].join("\n");
}

/** How well a name fits what has been typed; less is better. Undefined: not at all. */
export function matchOf(name: string, query: string): number | undefined {
  if (query === "") return 0;
  const [whole, typed] = [lettersOf(name), lettersOf(query)];
  if (whole === typed) return 0;
  if (whole.startsWith(typed)) return 1;
  if (whole.includes(typed)) return 2;
  if (ONLY_CONSONANTS.test(typed) && initialsOf(name).includes(typed)) return 3;
  return HAS_CONSONANT.test(plain(query)) && hasSyllables(plain(name), plain(query)) ? 3 : undefined;
}

/**
 * Whether what was typed is a part of a name, both as `plain` gives them. A consonant stands for any syllable that begins with
 * it (홍ㄱㄷ finds 홍길동), and the last syllable may be unfinished (저녀 finds 저녁).
 */
export function hasSyllables(name: string, typed: string): boolean {
  const wanted = [...typed].flatMap((each) => (CONSONANT.test(each) ? [...disassemble(each)] : [each]));
  const syllables = [...name];
  return syllables.some((_, start) => startsWith(syllables.slice(start), wanted));
}

function startsWith(syllables: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((each, i) => {
    const syllable = syllables[i];
    if (syllable === undefined) return false;
    if (syllable === each || (CONSONANT.test(each) && getChoseong(syllable) === each)) return true;
    // Typing goes on: 각 may become 가구.
    const isLast = i === wanted.length - 1;
    return isLast && disassemble(syllables.slice(i).join("")).startsWith(disassemble(each));
  });
}
