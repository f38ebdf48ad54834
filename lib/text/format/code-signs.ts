import { type Block, blocksOf } from "./blocks";
import { bracketsIn, codeAt, escapeAt, lastRuns, linkAt } from "./inline";
import { BLANK_LINE } from "./plain-text";

const SIGNS = /[@\uff20\ufe6b]/gu;

/** The index of each @ of a text that is in code, where it is shown as text and mentions nobody. Takes linear time. */
export function signsInCode(text: string): ReadonlySet<number> {
  if (!text.includes("`")) return new Set();
  const isInCode = inBlocks(blocksOf(text));
  return new Set(Array.from(text.matchAll(SIGNS), ({ index }) => index).filter((_, i) => isInCode[i]));
}

/** For each @, in their order, whether it is in code. Blocks keep every @ of the text, in its order. */
function inBlocks(blocks: readonly Block[]): boolean[] {
  return blocks.flatMap((block) => {
    if (block.type === "code") return signs(`${block.language ?? ""}${block.text}`, true);
    if (block.type === "text") return inLines(block.text);
    if (block.type === "quote") return inBlocks(block.blocks);
    return block.items.flatMap((item) => [...inLines(item.text), ...inBlocks(item.blocks)]);
  });
}

const inLines = (text: string) => text.split(BLANK_LINE).flatMap(inParagraph);

function inParagraph(text: string): boolean[] {
  const [runs, brackets] = [lastRuns(text), bracketsIn(text)];
  const found: boolean[] = [];
  /** Index of a link's `]` → index after its target. */
  const targets = new Map<number, number>();
  for (let at = 0; at < text.length; ) {
    const character = text[at];
    const link = character === "[" ? linkAt(text, at, brackets) : undefined;
    if (link) targets.set(link.close, link.end);
    const { end, isCode } =
      character === "`"
        ? codeAt(text, at, runs)
        : { end: character === "\\" ? escapeAt(text, at).end : (targets.get(at) ?? at + 1), isCode: false };
    found.push(...signs(text.slice(at, end), isCode));
    at = end;
  }
  return found;
}

const signs = (text: string, isInCode: boolean): boolean[] => Array.from(text.matchAll(SIGNS), () => isInCode);
