/** Finding names by a part of them, by the first consonants of their syllables, and in mid-syllable while one is typed. */
import { disassemble, getChoseong } from "es-hangul";

const LONE_LETTER = /[\u3131-\u318e]/;
const ONLY_CONSONANTS = /^[\u3131-\u314e]+$/;

/** NFKC but for lone Hangul letters, which it would take for other ones. */
function plain(text: string): string {
  const characters = [...text.normalize("NFC")];
  return characters.map((each) => (LONE_LETTER.test(each) ? each : each.normalize("NFKC").toLowerCase())).join("");
}

/** The letters of a text one by one: 길동 is ㄱㅣㄹㄷㅗㅇ, so that 길ㄷ and 긷 on the way to it are found in it. */
export function lettersOf(text: string): string {
  return disassemble(plain(text));
}

/** The first consonants of a name's syllables; what is not Hangul has none. */
function initialsOf(name: string): string {
  return getChoseong(plain(name)).replace(/\s/g, "");
}

/** What is stored to find a name: its letters, then its first consonants. */
export function searchKey(username: string): string {
  return `${lettersOf(username)}\n${initialsOf(username)}`;
}

/** How well a name fits what has been typed; less is better. Undefined: not at all. */
export function matchOf(name: string, query: string): number | undefined {
  if (query === "") return 0;
  const [whole, typed] = [lettersOf(name), lettersOf(query)];
  if (whole === typed) return 0;
  if (whole.startsWith(typed)) return 1;
  if (whole.includes(typed)) return 2;
  return ONLY_CONSONANTS.test(typed) && initialsOf(name).includes(typed) ? 3 : undefined;
}
