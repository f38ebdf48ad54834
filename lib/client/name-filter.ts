/** Filters names by the typed part, in the browser. */
import { hasSyllables, plain } from "@/lib/text/name-search";

const withoutSpace = (text: string) => plain(text).replace(/\s+/g, "");

/**
 * Whether `typed` is a part of `name`. A Korean consonant stands for any syllable that begins with it (ㅅㅊ finds 산책), and the
 * last syllable may be unfinished (저녀 finds 저녁). Case, width and white space do not count. An empty text matches everything.
 */
export function matchesName(name: string, typed: string): boolean {
  const wanted = withoutSpace(typed);
  return wanted === "" || hasSyllables(withoutSpace(name), wanted);
}
