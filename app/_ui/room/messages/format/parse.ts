import type { MarkdownIt as Parser, Token } from "markdown-it";
import { type Piece, piecesOf } from "@/app/_ui/room/messages/links/pieces";
import { findMentions, type NameIndex } from "@/lib/events/mentions";
import { MENTIONS_MAX } from "@/lib/protocol/limits";
import { BODY_MAX_CHARS } from "@/lib/text/body";
import { type Block, blocksOf } from "@/lib/text/format/blocks";
import { mayBeBetween } from "@/lib/text/format/delimiters";
import { addressEnd, bracketsIn, lastRuns } from "@/lib/text/format/inline";
import { BLANK_LINE } from "@/lib/text/format/plain-text";
import { type Context, chatParser, type Fixed } from "./chat-rules";
import type { Target } from "./link-target";
import { type Emphasis, type FormatBlock, type Inline, textOf } from "./tree";

/** People whom a text may mention, and those who were chosen while it was written. */
export interface Mentionable {
  known: NameIndex;
  bound: readonly string[] | undefined;
}

/** The longest body in UTF-16 units. */
const UNITS_MAX = 2 * BODY_MAX_CHARS;
/** Maximum depth of formats inside formats. No person writes more. */
const DEPTH_MAX = 12;

class TooDeep extends Error {}

const chat = chatParser();

/**
 * The formats of a message. Undefined: it has none, or is too long or too deeply nested. Takes linear time (D7).
 */
export function parse(body: string, people: Mentionable, parser: Parser = chat): FormatBlock[] | undefined {
  if (body.length > UNITS_MAX) return undefined;
  const called = { ...people, known: mentionableIn(body, people) };
  try {
    const blocks = blocksOf(body).map((block) => formatted(block, called, parser));
    return isPlain(blocks, body) ? undefined : blocks;
  } catch (error) {
    if (error instanceof TooDeep) return undefined;
    throw error;
  }
}

/** What a message shows: its formats, addresses and mentions. */
export function messageTree(body: string, people: Mentionable): FormatBlock[] {
  const asWritten = () => piecesOf(body, people.known, people.bound).map(nodeOf);
  return parse(body, people) ?? [{ type: "text", children: asWritten() }];
}

const SIGN = /[@\uff20\ufe6b]/g;

/** The known people whom the text may mention. Its parts are parsed one by one, so the limit on mentions is applied to all of it first. */
function mentionableIn(body: string, { known, bound }: Mentionable): NameIndex {
  if ((body.match(SIGN)?.length ?? 0) <= MENTIONS_MAX) return known;
  const ids = new Set(findMentions(body, known, bound).map(({ user }) => user.id));
  return new Map([...known].filter(([, { id }]) => ids.has(id)));
}

function nodeOf({ text, user, href }: Piece): Inline {
  if (user) return { type: "mention", text, user };
  return href === undefined ? { type: "text", text } : { type: "address", text, href };
}

function formatted(block: Block, people: Mentionable, parser: Parser): FormatBlock {
  const inside = (blocks: readonly Block[]) => blocks.map((each) => formatted(each, people, parser));
  switch (block.type) {
    case "code":
      return block;
    case "text":
      return { type: "text", children: inlines(block.text, people, parser) };
    case "quote":
      return { type: "quote", blocks: inside(block.blocks) };
    case "list":
      return {
        type: "list",
        items: block.items.map(({ text, blocks, ...rest }) => ({
          ...rest,
          children: inlines(text, people, parser),
          blocks: inside(blocks),
        })),
      };
  }
}

function isPlain(blocks: readonly FormatBlock[], body: string): boolean {
  const [only, ...others] = blocks;
  if (others.length > 0 || only?.type !== "text") return false;
  const isFree = ({ type }: Inline) => type === "text" || type === "address" || type === "mention";
  return only.children.every(isFree) && textOf(only.children) === body;
}

function inlines(text: string, people: Mentionable, parser: Parser): Inline[] {
  return text
    .split(BLANK_LINE)
    .flatMap((part, i) => (i % 2 === 0 ? paragraph(part, people, parser) : [{ type: "text" as const, text: part }]));
}

function paragraph(text: string, people: Mentionable, parser: Parser): Inline[] {
  const context: Context = { fixed: fixedIn(text, people), next: 0, runs: lastRuns(text), brackets: bracketsIn(text) };
  const tokens: Token[] = [];
  parser.inline.parse(text, parser, { ...context }, tokens);
  return treeOf(tokens);
}

/** The mentions and addresses of a text. */
function fixedIn(text: string, { known, bound }: Mentionable): Fixed[] {
  const fixed: Fixed[] = [];
  let at = 0;
  for (const piece of piecesOf(text, known, bound)) {
    const start = at;
    at += piece.text.length;
    const end = piece.href === undefined ? at : addressEnd(text, start, at);
    const [kept] = end < at ? piecesOf(text.slice(start, end), known, bound) : [piece];
    if (isFixed(kept)) fixed.push({ ...kept, start, end: start + kept.text.length });
  }
  return fixed;
}

const isFixed = (piece: Piece | undefined): piece is Piece => piece?.href !== undefined || piece?.user !== undefined;

interface Open {
  type: Emphasis | "link";
  markup: string;
  target?: Target;
  children: Inline[];
}

const EMPHASIS: Record<string, Emphasis> = { strong: "bold", em: "italic", s: "strike", spoiler: "spoiler" };

function treeOf(tokens: readonly Token[]): Inline[] {
  const root: Inline[] = [];
  const open: Open[] = [];
  const into = () => open.at(-1)?.children ?? root;
  for (const { type, nesting, content, markup, meta } of tokens) {
    const name = type.replace(/_(?:open|close)$/, "");
    if (nesting > 0) {
      if (open.length >= DEPTH_MAX) throw new TooDeep();
      open.push({
        type: EMPHASIS[name] ?? "link",
        markup,
        target: (meta ?? undefined) as Target | undefined,
        children: [],
      });
    } else if (nesting < 0) {
      const closed = open.pop();
      if (closed) into().push(...closedNode(closed));
    } else if (type === "code") into().push({ type: "code", text: content });
    else if (type === "fixed") into().push(nodeOf(meta as unknown as Fixed));
    else if (content) into().push({ type: "text", text: content });
  }
  return joined(root);
}

/** The node of a format; if its markers are none after all, as in `*^^*`, its content between them. */
function closedNode({ type, markup, target, children }: Open): Inline[] {
  const inside = joined(children);
  if (type === "link")
    return [{ type, href: target?.href ?? "", ...(target?.host && { host: target.host }), children: inside }];
  const isFormat = mayBeBetween(markup, textOf(inside));
  const marker: Inline = { type: "text", text: markup };
  return isFormat ? [{ type, children: inside }] : [marker, ...inside, marker];
}

function joined(nodes: readonly Inline[]): Inline[] {
  const all: Inline[] = [];
  for (const node of nodes) {
    const last = all.at(-1);
    if (node.type === "text" && last?.type === "text")
      all[all.length - 1] = { type: "text", text: last.text + node.text };
    else all.push(node);
  }
  return all;
}
