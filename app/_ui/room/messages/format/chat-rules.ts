/** markdown-it with the rules of this chat. Only its inline parser is used: lib/text/format/blocks.ts finds the blocks. */
import MarkdownIt, { type MarkdownIt as ChatParser, type StateInline } from "markdown-it";
import cjkFriendly from "markdown-it-cjk-friendly";
import type { Piece } from "@/app/_ui/room/messages/links/pieces";
import { mayDelimit } from "@/lib/text/format/delimiters";
import { type Brackets, codeAt, escapeAt, type LastRuns, linkAt } from "@/lib/text/format/inline";
import { targetOf } from "./link-target";

/** A mention or an address, which formats do not change. */
export interface Fixed extends Piece {
  start: number;
  end: number;
}

/** What the rules know about the text that is being parsed. */
export interface Context {
  /** In the order of the text. */
  fixed: readonly Fixed[];
  /** Index in `fixed` of the next piece. */
  next: number;
  runs: LastRuns;
  brackets: Brackets;
}

const STAR = 0x2a;
const UNDERSCORE = 0x5f;
const TILDE = 0x7e;
const BAR = 0x7c;

const contextOf = (state: StateInline) => state.env as unknown as Context;

/** Text up to the next character or piece that another rule reads. */
const TEXT = /[^\\`*_~|[]+/y;

function text(state: StateInline): boolean {
  TEXT.lastIndex = state.pos;
  const end = state.pos + (TEXT.exec(state.src)?.[0].length ?? 0);
  const context = contextOf(state);
  while ((context.fixed[context.next]?.start ?? Number.POSITIVE_INFINITY) < state.pos) context.next++;
  const stop = Math.min(end, state.posMax, context.fixed[context.next]?.start ?? end);
  if (stop <= state.pos) return false;
  state.pending += state.src.slice(state.pos, stop);
  state.pos = stop;
  return true;
}

function fixed(state: StateInline): boolean {
  const context = contextOf(state);
  while ((context.fixed[context.next]?.start ?? Number.POSITIVE_INFINITY) < state.pos) context.next++;
  const piece = context.fixed[context.next];
  if (piece?.start !== state.pos || piece.end > state.posMax) return false;
  // A link within a link cannot be pressed.
  if (piece.href !== undefined && state.linkLevel > 0) state.pending += piece.text;
  else state.push("fixed", "", 0).meta = { ...piece };
  state.pos = piece.end;
  return true;
}

function backslash(state: StateInline): boolean {
  if (state.src[state.pos] !== "\\") return false;
  const { shown, end } = escapeAt(state.src, state.pos);
  if (end > state.posMax) return false;
  state.pending += shown;
  state.pos = end;
  return true;
}

function code(state: StateInline): boolean {
  if (state.src[state.pos] !== "`") return false;
  const { shown, end, isCode } = codeAt(state.src, state.pos, contextOf(state).runs);
  if (end > state.posMax) return false;
  if (isCode) state.push("code", "code", 0).content = shown;
  else state.pending += shown;
  state.pos = end;
  return true;
}

function link(state: StateInline): boolean {
  if (state.src[state.pos] !== "[" || state.linkLevel > 0) return false;
  const found = linkAt(state.src, state.pos, contextOf(state).brackets);
  const target = found && targetOf(found.target, state.src.slice(state.pos + 1, found.close));
  if (!found || !target || found.end > state.posMax) return false;
  const { posMax } = state;
  state.push("link_open", "a", 1).meta = { ...target };
  state.pos++;
  state.posMax = found.close;
  state.linkLevel++;
  state.md.inline.tokenize(state);
  state.linkLevel--;
  state.push("link_close", "a", -1);
  state.pos = found.end;
  state.posMax = posMax;
  return true;
}

/** Like the rule of `~~`, which markdown-it has. */
function spoiler(state: StateInline): boolean {
  if (state.src.charCodeAt(state.pos) !== BAR) return false;
  const { can_open: open, can_close: close, length } = state.scanDelims(state.pos, true);
  state.push("text", "", 0).content = "|".repeat(length);
  state.delimiters.push({ marker: BAR, length: 0, token: state.tokens.length - 1, end: -1, open, close });
  state.pos += length;
  return true;
}

function pairSpoilers(state: StateInline): void {
  for (const delimiters of [state.delimiters, ...state.tokens_meta.map((meta) => meta?.delimiters ?? [])]) {
    for (const { marker, token, end } of delimiters) {
      const closing = delimiters[end];
      if (marker !== BAR || !closing) continue;
      become(state, token, "spoiler_open", 1);
      become(state, closing.token, "spoiler_close", -1);
    }
  }
}

function become(state: StateInline, at: number, type: string, nesting: 1 | -1): void {
  const token = state.tokens[at];
  if (token) Object.assign(token, { type, nesting, markup: "||", content: "" });
}

/** Makes a new parser for each caller, so that a test can add rules that count. */
export function chatParser(): ChatParser {
  const parser = new MarkdownIt("zero", { maxNesting: 100 }).use(cjkFriendly);
  const { inline } = parser;
  inline.ruler.at("text", text);
  inline.ruler.before("text", "fixed", fixed);
  inline.ruler.at("escape", backslash);
  inline.ruler.at("backticks", code);
  inline.ruler.at("link", link);
  inline.ruler.after("strikethrough", "spoiler", spoiler);
  inline.ruler2.after("strikethrough", "spoiler", pairSpoilers);
  inline.ruler.enable(["escape", "backticks", "strikethrough", "emphasis", "link"]);
  inline.ruler2.enable(["balance_pairs", "strikethrough", "emphasis", "fragments_join"]);
  inline.State = withChatRules(inline.State);
  return parser;
}

const MARKERS = [STAR, UNDERSCORE, TILDE, BAR];

function withChatRules(State: typeof StateInline): typeof StateInline {
  return class extends State {
    override scanDelims(start: number, canSplitWord: boolean) {
      const scanned = super.scanDelims(start, canSplitWord);
      if (!MARKERS.includes(this.src.charCodeAt(start))) return scanned;
      const { opener, closer } = mayDelimit(this.src, start, start + scanned.length);
      return { ...scanned, can_open: scanned.can_open && opener, can_close: scanned.can_close && closer };
    }
  };
}
