/** Finds names by a part of them, as people type it, on the device. */
import { disassemble, getChoseong } from "es-hangul";

const CONSONANT = /^[ㄱ-ㅎ]$/;
/** Compatibility jamo, which NFKC would turn into letters that nobody types. */
const NOT_JAMO = /[^\u3131-\u318e]+/g;

/** Case, width and white space do not count. */
function plain(text: string): string {
  const folded = text.normalize("NFC").replace(NOT_JAMO, (part) => part.normalize("NFKC"));
  return folded.toLowerCase().replace(/\s+/g, "");
}

/**
 * Whether `typed` is a part of `name`. A Korean consonant stands for any syllable that begins with it (ㅅㅊ finds 산책), and the
 * last syllable may be unfinished (저녀 finds 저녁). Nothing typed finds everything.
 */
export function matchesName(name: string, typed: string): boolean {
  const wanted = [...plain(typed)].flatMap((char) => (CONSONANT.test(char) ? [...disassemble(char)] : [char]));
  const letters = [...plain(name)];
  if (wanted.length === 0) return true;
  return letters.some((_, start) => startsWith(letters.slice(start), wanted));
}

function startsWith(letters: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((char, i) => {
    const letter = letters[i];
    if (letter === undefined) return false;
    if (letter === char || (CONSONANT.test(char) && getChoseong(letter) === char)) return true;
    // Typing goes on: 각 may become 가구.
    const isLast = i === wanted.length - 1;
    return isLast && disassemble(letters.slice(i).join("")).startsWith(disassemble(char));
  });
}
