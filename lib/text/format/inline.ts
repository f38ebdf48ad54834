/** Escapes, inline code and links, which need no pairing of markers. The parser and `plainText` share these rules. */
import { isVisible } from "@/lib/text/text";

export interface Found {
  /** The text to show. */
  shown: string;
  /** The index after what was found. */
  end: number;
}

const BACKSLASHES = /\\+/y;
const ESCAPABLE = /[*_~|`[\]]/;
/** At the beginning of a line, a backslash also keeps `> `, `- ` and `1. ` as text. */
const BLOCK_START = /(?:^|\n) {0,3}$/;
const NUMBER_START = /(?:^|\n) *\d{1,3}$/;

/**
 * The escape at a backslash: only before a character that this chat formats, so that paths (`C:\new`) and patterns (`\d`)
 * stay as they are.
 */
export function escapeAt(text: string, at: number): Found {
  BACKSLASHES.lastIndex = at;
  const run = BACKSLASHES.exec(text)?.[0] ?? "\\";
  const end = at + run.length;
  const next = text[end] ?? "";
  // The shrugging ¯\_(ツ)_/¯ keeps its arms.
  if (text[at - 1] === "¯") return { shown: run + (next === "_" ? next : ""), end: next === "_" ? end + 1 : end };
  if (ESCAPABLE.test(next)) {
    const isEscaped = run.length % 2 === 1;
    return { shown: "\\".repeat(run.length >> 1) + (isEscaped ? next : ""), end: isEscaped ? end + 1 : end };
  }
  const line = text.slice(Math.max(0, at - 12), at);
  const isStart =
    run === "\\" && ((/[>-]/.test(next) && BLOCK_START.test(line)) || (next === "." && NUMBER_START.test(line)));
  return isStart ? { shown: next, end: end + 1 } : { shown: run, end };
}

/** For each length of a run of backticks, where the last one of this length begins. */
export type LastRuns = ReadonlyMap<number, number>;

export function lastRuns(text: string): LastRuns {
  return new Map(Array.from(text.matchAll(/`+/g), ({ 0: run, index }) => [run.length, index]));
}

const BACKTICKS = /`+/y;

/**
 * The code that begins with the backticks at `at`; without a closing run, the backticks as text (`isCode` false), and code that would
 * draw nothing as it was written. Takes time in proportion to what it reads.
 */
export function codeAt(text: string, at: number, last: LastRuns): Found & { isCode: boolean } {
  const length = runAt(text, at);
  const start = at + length;
  const asText = { shown: text.slice(at, start), end: start, isCode: false };
  // An emoticon's mouth: (´･ω･`).
  if (length === 1 && /^[*;]?[)）]/.test(text.slice(start, start + 2)) && text[start + 1] !== "`") return asText;
  if ((last.get(length) ?? -1) < start) return asText;
  for (let close = text.indexOf("`", start); close !== -1; ) {
    const run = runAt(text, close);
    if (run === length) {
      const [code, end] = [text.slice(start, close), close + run];
      if (!isVisible(code)) return { shown: text.slice(at, end), end, isCode: false };
      return { shown: unpadded(code), end, isCode: true };
    }
    close = text.indexOf("`", close + run);
  }
  return asText;
}

function runAt(text: string, at: number): number {
  BACKTICKS.lastIndex = at;
  return BACKTICKS.exec(text)?.[0].length ?? 0;
}

/** Removes one space or line break on each side: with one, code can begin or end with a backtick. */
function unpadded(code: string): string {
  return /^[ \n][\s\S]*[ \n]$/.test(code) && code.trim() !== "" ? code.slice(1, -1) : code;
}

/** The index of each `[` → the index of its `]`. */
export type Brackets = ReadonlyMap<number, number>;

export function bracketsIn(text: string): Brackets {
  const pairs = new Map<number, number>();
  const open: number[] = [];
  for (const { 0: found, index } of text.matchAll(/\\[\s\S]|[[\]]/g)) {
    if (found === "[") open.push(index);
    const start = found === "]" ? open.pop() : undefined;
    if (start !== undefined) pairs.set(start, index);
  }
  return pairs;
}

const TARGET = /\((https?:\/\/[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*|mailto:[^\s()<>[\]?@]+@[^\s()<>[\]?@]+)\)/iy;

export interface LinkFound {
  /** The index of the `]` after the link's text. */
  close: number;
  target: string;
  end: number;
}

/** The link `[text](target)` at a `[`. Only http, https and mailto. An image, `![text](target)`, is text. */
export function linkAt(text: string, at: number, brackets: Brackets): LinkFound | undefined {
  const close = brackets.get(at);
  if (close === undefined || text[at - 1] === "!" || text[close + 1] !== "(") return undefined;
  TARGET.lastIndex = close + 1;
  const [all, target] = TARGET.exec(text) ?? [];
  // Without a visible text there would be nothing to press.
  return all && target && isVisible(text.slice(at + 1, close))
    ? { close, target, end: close + 1 + all.length }
    : undefined;
}

const MARKERS_BEFORE = /([*_~|])\1*$/;
const MARKERS_MAX = 3;

/** Where an address ends if a format opens directly before it and closes inside it: `**https://example.com/a**입니다`. */
export function addressEnd(text: string, start: number, end: number): number {
  const [run] = MARKERS_BEFORE.exec(text.slice(Math.max(0, start - MARKERS_MAX), start)) ?? [];
  if (run === undefined) return end;
  const address = text.slice(start, end);
  // `_` is common in addresses, so it closes a format only at the address's end.
  const close = run[0] !== "_" ? address.indexOf(run) : address.endsWith(run) ? address.length - run.length : -1;
  return close > 0 ? start + close : end;
}
