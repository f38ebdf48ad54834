import type { OpenQuery } from "@/app/_ui/room/composer/completion/use-completion";
import { isInCode } from "@/app/_ui/room/composer/formatting/code-lines";

/** In UTF-16 units: longer than the longest shortcode. */
const QUERY_MAX = 40;
/** A colon and what is typed after it. */
const OPEN_SHORTCODE = new RegExp(String.raw`[:\uff1a]([\p{L}\p{M}\p{N}_+-]{1,${QUERY_MAX}})$`, "u");
const CLOSED_SHORTCODE = new RegExp(`:([a-z0-9_+-]{1,${QUERY_MAX}}):$`, "i");
/** A colon within a word or a number is part of it: `10:30`, `https://`, `비고:없음`, `std::move`. */
const MAY_FOLLOW =
  /(?:^|[\s\p{Ps}\p{Pi}"'>~*|]|\p{Extended_Pictographic}|\p{Emoji_Modifier}|[\ufe0f\u20e3]|\p{Regional_Indicator})$/u;
/** Two letters, or a whole syllable. `+1`, `-1`, `100` and `8ball` are shortcodes; `:30` is a time. */
const IS_LONG_ENOUGH = /^(?:\p{L}.|[가-힣]|[+-]1|\d{3}|\d[a-z])/iu;

/** The shortcode that is being typed at the caret, or undefined. Not in code, where a shortcode stays text. */
export function shortcodeAt(text: string, caret: number): OpenQuery | undefined {
  return queryOf(OPEN_SHORTCODE, text, caret);
}

/** The shortcode that a colon has just closed, such as `:tada:`. Its query has no colons. */
export function closedShortcodeAt(text: string, caret: number): OpenQuery | undefined {
  return queryOf(CLOSED_SHORTCODE, text, caret);
}

function queryOf(pattern: RegExp, text: string, caret: number): OpenQuery | undefined {
  const from = Math.max(0, caret - QUERY_MAX - 2);
  const [whole, query = ""] = pattern.exec(text.slice(from, caret)) ?? [];
  if (whole === undefined || !IS_LONG_ENOUGH.test(query)) return undefined;
  const start = caret - whole.length;
  const before = text.slice(0, start);
  if (!MAY_FOLLOW.test(before.slice(-4)) || isInCode(before) || isInInlineCode(before)) return undefined;
  return { start, query };
}

function isInInlineCode(before: string): boolean {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return line.split("`").length % 2 === 0;
}
