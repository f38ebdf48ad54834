import { type Block, blocksOf } from "./blocks";
import { type MayBe, mayBeBetween, mayDelimit } from "./delimiters";
import { addressEnd, bracketsIn, codeAt, escapeAt, lastRuns, linkAt } from "./inline";
import { mayHaveFormats } from "./may-have-formats";

/** Shown in place of every spoiler. Its length is fixed, since the real length would be a hint. */
const HIDDEN = "▒▒▒▒";

/**
 * A message as text, without the markers of its formats, for previews, quotes and notices. Agrees with the parser on the usual
 * cases, without loading it. Takes linear time.
 * @param isCut the body is the beginning of a longer one, so that a spoiler at its end may be open.
 */
export function plainText(body: string, isCut = false): string {
  return mayHaveFormats(body, isCut) ? linesOf(blocksOf(body), isCut) : body;
}

function linesOf(blocks: readonly Block[], isCut: boolean): string {
  return blocks
    .map((block) => {
      if (block.type === "code") return block.text;
      if (block.type === "quote") return linesOf(block.blocks, isCut);
      if (block.type === "text") return withoutMarkers(block.text, isCut);
      return block.items
        .map(({ number, text, blocks }) => {
          const line = `${number === undefined ? "•" : `${number}.`} ${withoutMarkers(text, isCut)}`;
          return blocks.length > 0 ? `${line}\n${linesOf(blocks, isCut)}` : line;
        })
        .join("\n");
    })
    .join("\n");
}

/** Emphasis ends at a blank line. */
export const BLANK_LINE = /(\n[^\S\n]*\n)/;

function withoutMarkers(text: string, isCut: boolean): string {
  return text
    .split(BLANK_LINE)
    .map((part, i) => (i % 2 === 0 ? new Line(part).shown(isCut) : part))
    .join("");
}

const RUN = /([*_~|])\1*/y;
/** Ends before the first non-ASCII letter, which usually is not part of it: `https://example.com에서`. */
const ADDRESS = /https?:\/\/[^\s<>"`\\^|\u0080-\uffff]+/iy;
const MARKERS_AFTER = /[*~]{1,3}$/;
const TEXT = /(?:(?!https?:\/\/)[^\\`[\]*_~|])+/iy;
const ASCII_WORD = /[A-Za-z0-9]/;
const PUNCTUATION = /[\p{P}\p{S}]/u;

interface Opener {
  /** Marker and length. */
  key: string;
  /** Its index in `pieces`. */
  piece: number;
  /** How many pieces before it could be the content of a format. */
  readable: number;
}

/** Reads one paragraph. Pairs each closing run with the nearest opener of the same length. */
class Line {
  private readonly pieces: string[] = [];
  private readonly open: Opener[] = [];
  private readonly openByKey = new Map<string, number>();
  /** The index of a link's `]` → the index after its target. */
  private readonly targets = new Map<number, number>();
  private readonly runs;
  private readonly brackets;
  private readable = 0;

  constructor(private readonly text: string) {
    this.runs = lastRuns(text);
    this.brackets = bracketsIn(text);
  }

  shown(isCut: boolean): string {
    for (let at = 0; at < this.text.length; ) at = this.step(at);
    const spoiler = isCut ? this.open.find(({ key }) => key === "||") : undefined;
    if (spoiler) this.pieces.splice(spoiler.piece, this.pieces.length, HIDDEN);
    return this.pieces.join("");
  }

  private step(at: number): number {
    const target = this.targets.get(at);
    if (target !== undefined) return target;
    const character = this.text[at] ?? "";
    if (character === "\\") return this.add(escapeAt(this.text, at));
    if (character === "`") return this.add(codeAt(this.text, at, this.runs));
    if (character === "[") return this.link(at);
    const run = matchAt(RUN, this.text, at);
    if (run !== undefined) return this.delimiter(at, run);
    const address = matchAt(ADDRESS, this.text, at);
    const plain = address ?? matchAt(TEXT, this.text, at) ?? character;
    const end = address ? this.addressEnd(at, address) : at + plain.length;
    return this.add({ shown: this.text.slice(at, end), end });
  }

  /** Where an address ends: before the end of a link's text, or before the markers that end a format around it. */
  private addressEnd(at: number, found: string): number {
    const bracket = found.indexOf("](");
    const address = bracket !== -1 && this.targets.has(at + bracket) ? found.slice(0, bracket) : found;
    const end = at + address.length;
    const [markers = ""] = MARKERS_AFTER.exec(address) ?? [];
    const isClosing = (this.openByKey.get(markers) ?? 0) > 0;
    return isClosing ? end - markers.length : addressEnd(this.text, at, end);
  }

  private add({ shown, end }: { shown: string; end: number }): number {
    this.pieces.push(shown);
    if (mayBeBetween("", shown)) this.readable++;
    return end;
  }

  private link(at: number): number {
    const link = linkAt(this.text, at, this.brackets);
    if (!link) return this.add({ shown: "[", end: at + 1 });
    this.targets.set(link.close, link.end);
    return at + 1;
  }

  private delimiter(at: number, run: string): number {
    const end = at + run.length;
    const { opener, closer } = this.mayBe(at, end);
    if (closer && this.close(run)) return end;
    if (opener) {
      this.open.push({ key: run, piece: this.pieces.length, readable: this.readable });
      this.openByKey.set(run, (this.openByKey.get(run) ?? 0) + 1);
    }
    this.pieces.push(run);
    return end;
  }

  /** Applies the rules of this chat, and CommonMark's rule for punctuation next to a word. */
  private mayBe(at: number, end: number): MayBe {
    const before = this.text[at - 1] ?? " ";
    const after = this.text[end] ?? " ";
    const { opener, closer } = mayDelimit(this.text, at, end);
    return {
      opener: opener && !(PUNCTUATION.test(after) && ASCII_WORD.test(before)),
      closer: closer && !(PUNCTUATION.test(before) && ASCII_WORD.test(after)),
    };
  }

  /** Removes the markers of the format that this run closes. @returns false if it closes none */
  private close(run: string): boolean {
    if ((this.openByKey.get(run) ?? 0) === 0) return false;
    for (let opener = this.open.pop(); opener; opener = this.open.pop()) {
      this.openByKey.set(opener.key, (this.openByKey.get(opener.key) ?? 1) - 1);
      if (opener.key !== run) continue;
      return this.remove(opener, run);
    }
    return false;
  }

  private remove({ piece, readable }: Opener, run: string): boolean {
    const isMouth = this.pieces.length === piece + 2 && !mayBeBetween(run, this.pieces[piece + 1] ?? "");
    if (this.pieces.length === piece + 1 || isMouth || (run !== "||" && readable === this.readable)) {
      this.pieces.push(run);
      return true;
    }
    if (run === "||") this.pieces.splice(piece, this.pieces.length, HIDDEN);
    else this.pieces[piece] = "";
    return true;
  }
}

function matchAt(expression: RegExp, text: string, at: number): string | undefined {
  expression.lastIndex = at;
  return expression.exec(text)?.[0];
}
