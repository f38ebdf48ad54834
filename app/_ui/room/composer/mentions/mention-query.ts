import { mayMentionAt } from "@/lib/events/mentions";

/** The text typed after an @, and the position of that @. */
export interface MentionQuery {
  start: number;
  query: string;
}

/** An @ and the beginning of a name before the caret. It may end in single Hangul letters, since a syllable may still be composed. */
const OPEN_MENTION = /[@\uff20\ufe6b]([\p{L}\p{M}\p{N}_.-]{0,32})$/u;

/** The mention at the caret, or undefined. */
export function mentionAt(text: string, caret: number): MentionQuery | undefined {
  const match = OPEN_MENTION.exec(text.slice(0, caret));
  return match && mayMentionAt(text, match.index) ? { start: match.index, query: match[1] ?? "" } : undefined;
}

/**
 * The text with the mention from `start` to the caret (`end`) replaced by this name, and the new caret. If the caret is in
 * the middle of the name, the rest of the name is replaced too.
 */
export function withMention(
  text: string,
  { start, end }: { start: number; end: number },
  username: string,
): { text: string; caret: number } {
  const before = `${text.slice(0, start)}@${username} `;
  const after = text.slice(end + restOfName(text.slice(start + 1, end), text.slice(end), username));
  return { text: before + after.replace(/^ /, ""), caret: before.length };
}

/** How many characters of `after` continue this name, of which `typed` is a part. */
function restOfName(typed: string, after: string, username: string): number {
  const name = username.toLowerCase();
  const part = name.indexOf(typed.toLowerCase());
  if (part === -1) return 0;
  const rest = name.slice(part + typed.length);
  return after.slice(0, rest.length).toLowerCase() === rest ? rest.length : 0;
}
