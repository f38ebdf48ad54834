/**
 * Where the markers of a chat's formats may open and close: stricter than CommonMark, so that emoticons, arithmetic, Korean
 * tildes and code in a sentence stay text. The parser and `plainText` share these rules.
 */
import { isVisible } from "@/lib/text/text";

/** The characters of markers. One `*` or `_` is italic, two are bold, three are both. */
const MARKERS = "*_~|";

const WORD = /[\p{L}\p{M}\p{N}]/u;
const DIGIT = /\p{Nd}/u;
const ASCII_WORD = /[A-Za-z0-9]/;
/** May follow a single marker: not `^` or `´`, with which emoticons continue. */
const STARTS_TEXT = /[\p{L}\p{M}\p{N}\p{So}*_~|`[("'“‘「『《〈（@#$&+\\%-]/u;
/** May precede an opening `_` or `~~`, besides white space. */
const BEFORE_OPENING = /[([{"'“‘「『《〈（【*_~|:]/;
/** May follow a closing `_`, besides white space. */
const AFTER_CLOSING = /[.,!?:;)\]}"'”’」』》〉）】…~*_|、。，！？-]/;
/** Single letters that are an emoticon's mouth between two stars, as in `*ㅅ*`. */
const MOUTH = /^[oO0uUvVwWㅅㅁㅂㅇㅡㅗωдДｏ]$/;
/** A letter, digit, symbol or backtick that draws something. Fillers and the empty braille pattern draw nothing. */
export const READABLE = /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{So}`]/u;

export interface MayBe {
  opener: boolean;
  closer: boolean;
}

const NEITHER: MayBe = { opener: false, closer: false };

/** Whether the run of equal markers from `start` to `end` may open or close a format. CommonMark's rules apply as well. */
export function mayDelimit(text: string, start: number, end: number): MayBe {
  const marker = text[start] ?? "";
  const length = end - start;
  const before = characterBefore(text, start);
  const after = characterAfter(text, end);
  const between: MayBe = { opener: /\S/u.test(after), closer: /\S/u.test(before) };
  if (!MARKERS.includes(marker)) return NEITHER;
  if (marker === "*") return star(length, before, after, between);
  if (marker === "_") return underscore(length, before, text.slice(end, end + 3), between);
  if (length !== 2) return NEITHER;
  if (marker === "|") return ASCII_WORD.test(before) && ASCII_WORD.test(after) ? NEITHER : between;
  // "좋아~~ 그래~~": after a letter, tildes lengthen the sound.
  return { opener: between.opener && !WORD.test(before), closer: between.closer };
}

function star(length: number, before: string, after: string, between: MayBe): MayBe {
  if (length > 3) return NEITHER;
  const isInWord = WORD.test(before) && WORD.test(after);
  const isAscii = ASCII_WORD.test(before) && ASCII_WORD.test(after);
  const hasDigit = DIGIT.test(before) || DIGIT.test(after);
  // 2*3*4, x**2, *.c*: arithmetic and patterns.
  if (isInWord && (length === 1 ? isAscii || hasDigit : isAscii && hasDigit)) return NEITHER;
  return { opener: between.opener && (length > 1 || STARTS_TEXT.test(after)), closer: between.closer };
}

function underscore(length: number, before: string, rest: string, between: MayBe): MayBe {
  if (length > 3) return NEITHER;
  const after = characterAfter(rest, 0);
  const isFree = !/\S/u.test(before) || BEFORE_OPENING.test(before);
  // `__init__.py` goes on after its full stop.
  const goesOn = /^\.[A-Za-z0-9]/.test(rest);
  return {
    opener: between.opener && isFree && STARTS_TEXT.test(after) && !/[(（]/.test(after),
    closer: between.closer && !goesOn && (!/\S/u.test(after) || AFTER_CLOSING.test(after)),
  };
}

/** Whether two markers around this content make a format. `*^^*` and `**!**` do not. */
export function mayBeBetween(marker: string, content: string): boolean {
  if (marker === "||") return isVisible(content);
  return READABLE.test(content) && !(marker === "*" && MOUTH.test(content));
}

function characterBefore(text: string, at: number): string {
  const unit = text.charCodeAt(at - 1);
  return text.slice(unit >= 0xdc00 && unit <= 0xdfff ? Math.max(0, at - 2) : Math.max(0, at - 1), at);
}

function characterAfter(text: string, at: number): string {
  const point = text.codePointAt(at);
  return point === undefined ? "" : String.fromCodePoint(point);
}
