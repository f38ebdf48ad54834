/**
 * The blocks of a formatted message: fenced code, quotes, lists, and the text between them. Stricter than CommonMark, so that a
 * chat's arrows, emoticons and dates stay text. All else (headings, tables, HTML, rules, indented code) is text.
 */
import { isVisible } from "@/lib/text/text";
import { READABLE } from "./delimiters";

export interface CodeBlock {
  type: "code";
  text: string;
  /** The text after the opening fence. */
  language?: string;
}

export type Block =
  | { type: "text"; text: string }
  | CodeBlock
  | { type: "quote"; blocks: Block[] }
  | { type: "list"; items: ListItem[] };

export interface ListItem {
  /** The number as it was written; undefined: a bullet. */
  number?: number;
  text: string;
  /** Lists inside the item. */
  blocks: Block[];
}

/** Maximum depth of quotes and of lists. A deeper quote is text; a deeper item joins the deepest list. */
const DEPTH_MAX = 3;

const FENCE = /^ {0,3}(`{3,})([^`]*)$/;
/** Without a closing fence, only a language may follow the opening one. */
const LANGUAGE = /^[\w+#.-]{0,20}$/;
const QUOTE = /^ {0,3}>(?:[ \t]|$|(?=>{1,2}(?:[ \t]|$)))/;
/** `* `, `- ` or `1. ` with text after it. Numbers have at most three digits, since four are a year. */
const ITEM = /^( *)(?:[-*]|(\d{1,3})\.)[ \t]+(?=\S)/;
/** `- 끝 -`: not an item. */
const BETWEEN_DASHES = /^ *- .* -$/;
/** The least indentation of an item inside another one, and of an item's further lines. */
const INDENT = 2;

/** Splits a text into blocks. Takes linear time. */
export function blocksOf(text: string): Block[] {
  return read(text.split("\n"), 0);
}

function read(lines: readonly string[], depth: number): Block[] {
  const blocks: Block[] = [];
  let plain: string[] = [];
  const fences = new Fences(lines);
  const push = (...found: Block[]) => {
    pushText(blocks, plain);
    plain = [];
    blocks.push(...found);
  };
  for (let i = 0; i < lines.length; ) {
    const line = lines[i] ?? "";
    const code = fences.at(i);
    const quoteEnd = code || depth >= DEPTH_MAX ? i : endOfQuote(lines, i);
    const itemsEnd = code || quoteEnd > i ? i : endOfItems(lines, i);
    if (code) push(code.block);
    else if (quoteEnd > i) push({ type: "quote", blocks: read(lines.slice(i, quoteEnd).map(unquoted), depth + 1) });
    else if (itemsEnd > i) push(...listsOf(lines.slice(i, itemsEnd)));
    else plain.push(line);
    i = Math.max(i + 1, code?.end ?? 0, quoteEnd, itemsEnd);
  }
  pushText(blocks, plain, true);
  return blocks;
}

/** Adds text, without the blank lines next to other blocks. */
function pushText(blocks: Block[], lines: readonly string[], isLast = false): void {
  let start = 0;
  let end = lines.length;
  const isBlank = (at: number) => lines[at]?.trim() === "";
  if (blocks.length > 0) while (start < end && isBlank(start)) start++;
  if (!isLast) while (end > start && isBlank(end - 1)) end--;
  if (end > start) blocks.push({ type: "text", text: lines.slice(start, end).join("\n") });
}

/** Finds fenced code. A failed search for a closing fence is not repeated, so that all searches together take linear time. */
class Fences {
  private unclosed = Number.POSITIVE_INFINITY;
  /** Index of the last line with three backticks. */
  private readonly last: number;

  constructor(private readonly lines: readonly string[]) {
    this.last = lines.findLastIndex((line) => line.includes("```"));
  }

  /** The code that begins at a line, and the index of the line after it. */
  at(start: number): { block: Block; end: number } | undefined {
    const [, fence = "", info = ""] = FENCE.exec(this.lines[start] ?? "") ?? [];
    if (fence === "") return undefined;
    const language = info.trim();
    const end = this.closing(start, fence.length);
    if (end !== undefined) return { block: this.visible(start, end, language), end: end + 1 };
    // Not a fence: "```a\nb```" is inline code.
    if (!LANGUAGE.test(language) || start < this.last) return undefined;
    const block = this.block(start, this.lines.length, language);
    return isVisible(block.text) ? { block, end: this.lines.length } : undefined;
  }

  /** The code between two fences; if it would draw nothing, its lines as text. */
  private visible(start: number, end: number, language: string): Block {
    const block = this.block(start, end, language);
    return isVisible(block.text) ? block : { type: "text", text: this.lines.slice(start, end + 1).join("\n") };
  }

  private closing(start: number, length: number): number | undefined {
    if (length >= this.unclosed) return undefined;
    for (let i = start + 1; i < this.lines.length; i++) {
      const [, fence = "", info = ""] = FENCE.exec(this.lines[i] ?? "") ?? [];
      if (fence.length >= length && info.trim() === "") return i;
    }
    this.unclosed = length;
    return undefined;
  }

  private block(start: number, end: number, language: string): CodeBlock {
    const indent = /^ */.exec(this.lines[start] ?? "")?.[0].length ?? 0;
    const within = this.lines.slice(start + 1, end).map((line) => line.replace(INDENTS[indent] ?? "", ""));
    return { type: "code", text: within.join("\n"), ...(language && { language }) };
  }
}

const INDENTS = [/^/, /^ {0,1}/, /^ {0,2}/, /^ {0,3}/];

/** The index of the line after the quote that begins at `start`; `start` if none does. A line without `>` ends it. */
function endOfQuote(lines: readonly string[], start: number): number {
  // Quotes without a readable character are emoticons (`> <`).
  if (!isQuote(lines, start) || !READABLE.test(lines[start] ?? "")) return start;
  let end = start + 1;
  while (isQuote(lines, end)) end++;
  return end;
}

const isQuote = (lines: readonly string[], at: number) => QUOTE.test(lines[at] ?? "");
const unquoted = (line: string) => line.replace(QUOTE, "");

interface RawItem {
  indent: number;
  item: ListItem;
}

/** The index of the line after the items that begin at `start`; `start` if none does. */
function endOfItems(lines: readonly string[], start: number): number {
  const first = itemOf(lines[start]);
  if (!first) return start;
  let end = start + 1;
  while (itemOf(lines[end]) || isContinuation(lines[end], first.indent)) end++;
  return end;
}

function itemOf(line = ""): RawItem | undefined {
  const [marker, spaces = "", digits] = ITEM.exec(line) ?? [];
  if (marker === undefined || BETWEEN_DASHES.test(line)) return undefined;
  const text = line.slice(marker.length);
  // Items without a readable character are lines (`* * *`).
  if (!READABLE.test(text)) return undefined;
  return { indent: spaces.length, item: { text, blocks: [], ...(digits && { number: Number(digits) }) } };
}

/** Whether a line continues an item: it is indented deeper than the first item. */
function isContinuation(line: string | undefined, indent: number): boolean {
  return line !== undefined && line.trim() !== "" && !FENCE.test(line) && indentOf(line) >= indent + INDENT;
}

const indentOf = (line: string) => line.length - line.trimStart().length;

/** The lists in these lines, the first of which is an item. */
function listsOf(lines: readonly string[]): Block[] {
  const lists: Block[] = [];
  /** The items that contain the current line, the innermost last. */
  const open: RawItem[] = [];
  for (const line of lines) {
    const raw = itemOf(line);
    const last = open.at(-1);
    if (!raw) {
      if (last) last.item.text += `\n${line.trimStart()}`;
      continue;
    }
    while (open.length > 0 && raw.indent < (open.at(-1)?.indent ?? 0) + INDENT) open.pop();
    if (open.length >= DEPTH_MAX) open.pop();
    addItem(open.at(-1)?.item.blocks ?? lists, raw.item);
    open.push(raw);
  }
  return lists;
}

/** Adds an item to the last list, or begins a new list if that one has items of the other kind. */
function addItem(lists: Block[], item: ListItem): void {
  const last = lists.at(-1);
  const isSameKind = last?.type === "list" && (last.items[0]?.number === undefined) === (item.number === undefined);
  if (isSameKind) last.items.push(item);
  else lists.push({ type: "list", items: [item] });
}
