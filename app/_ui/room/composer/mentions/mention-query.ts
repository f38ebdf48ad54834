import { mayMentionAt } from "@/lib/events/mentions";

/** The text typed after an @, and the position of that @. */
export interface MentionQuery {
  start: number;
  query: string;
}

/** Text before the caret that lib/events/mentions.ts may read as a mention. A syllable under composition may still be single letters. */
const OPEN_MENTION = /[@\uff20\ufe6b]([\p{L}\p{M}\p{N}_.-]{0,32})$/u;

/** The mention at the caret, or undefined. */
export function mentionAt(text: string, caret: number): MentionQuery | undefined {
  const match = OPEN_MENTION.exec(text.slice(0, caret));
  return match && mayMentionAt(text, match.index) ? { start: match.index, query: match[1] ?? "" } : undefined;
}

/**
 * The text with the mention at `start` completed by this name, and the new caret. If the caret (`end`) is in the middle
 * of that name, the rest of the name is replaced too.
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

/** The length of the beginning of `after` that continues the name whose part is `typed`. */
function restOfName(typed: string, after: string, username: string): number {
  const name = username.toLowerCase();
  const part = name.indexOf(typed.toLowerCase());
  if (part === -1) return 0;
  const rest = name.slice(part + typed.length);
  return after.slice(0, rest.length).toLowerCase() === rest ? rest.length : 0;
}
