/** What makes two spellings one name. Server side only: the table of confusables is no burden for browsers. */
import { lazy } from "@/lib/shared/lazy";
import { CONFUSABLES } from "./confusables";

// Upper before lower: lower alone keeps apart what differs only by position or spelling (σ and ς, ß and ss).
const foldOnce = (text: string) => text.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");

/** NFKC and case folding. Each can open up what the other must close; a second pass reaches the fixed point. */
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
 * UTS #39's skeleton, but for Hangul syllables, which stay whole: taken apart into letters, 가까 and 각가 would be one.
 */
function skeleton(text: string): string {
  const letters = [...text].flatMap((each) => (SYLLABLE.test(each) ? each : [...each.normalize("NFD")]));
  return letters.map((letter) => prototypes().get(letter) ?? letter).join("");
}

/** `Mina`, `mina`, `ｍｉｎａ` and a `mіna` with a Cyrillic і are one. A name's key is its own key. */
export function usernameKey(name: string): string {
  let key = foldCase(name);
  for (let next = foldCase(skeleton(key)); next !== key; next = foldCase(skeleton(key))) key = next;
  return key;
}
