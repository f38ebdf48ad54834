/** The key under which two spellings are one name. Server only: the table of confusables is too large for browsers. */
import { lazy } from "@/lib/shared/lazy";
import { CONFUSABLES } from "./confusables";

// Upper before lower case: lower case alone would keep σ and ς, or ß and ss, apart.
const foldOnce = (text: string) => text.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");

/** NFKC and case folding. Each can undo the other's result; a second pass reaches the fixed point. */
export function foldCase(text: string): string {
  return foldOnce(foldOnce(text));
}

const toText = (points: string) =>
  points
    .split("+")
    .map((point) => String.fromCodePoint(Number.parseInt(point, 16)))
    .join("");

const prototypes = lazy(() => {
  const pairs = CONFUSABLES.split(" ").flatMap((group) => {
    const [prototype = "", sources = ""] = group.split("<");
    return sources.split(",").map((source) => [toText(source), toText(prototype)] as const);
  });
  return new Map(pairs);
});

const SYLLABLE = /[\uac00-\ud7a3]/;

/**
 * UTS #39's skeleton, except for Hangul syllables, which stay whole: split into letters, 가까 and 각가 would be the same.
 */
function skeleton(text: string): string {
  const letters = [...text].flatMap((each) => (SYLLABLE.test(each) ? each : [...each.normalize("NFD")]));
  return letters.map((letter) => prototypes().get(letter) ?? letter).join("");
}

/** `Mina`, `mina`, `ｍｉｎａ` and a `mіna` with a Cyrillic і have the same key. A key's key is itself. */
export function usernameKey(name: string): string {
  let key = foldCase(name);
  for (let next = foldCase(skeleton(key)); next !== key; next = foldCase(skeleton(key))) key = next;
  return key;
}
