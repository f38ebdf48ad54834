/** What makes two spellings of a name one mention: form and case do not matter. */
function mentionKey(username: string): string {
  return username.normalize("NFKC").toLowerCase();
}

/** A name as sign-up takes it (lib/names.ts), after an @ that no letter or digit stands before, as one does in an address. */
const MENTION = /(?<![\p{L}\p{N}_.-])@([\p{L}\p{M}\p{N}_.-]{2,32})/gu;
/** Names that one message can mention. */
const MENTIONS_MAX = 20;

/**
 * What a text mentions, as keys, each once. What stands after the @ may be more than a name: `isMentioned` knows a full stop
 * and Korean particles for what they are.
 */
export function mentionsIn(text: string): string[] {
  const found = new Set<string>();
  for (const [, name = ""] of text.matchAll(MENTION)) {
    if (found.size >= MENTIONS_MAX) break;
    found.add(mentionKey(name));
  }
  return [...found];
}

/** A piece of a text. `mention`: it stands behind an @, which is part of it, and may be more than a name. */
export interface MentionPiece {
  text: string;
  mention?: string;
}

/** A text as pieces, of which the mentions carry their key. Joined again they are the text. */
export function splitMentions(text: string): MentionPiece[] {
  const pieces: MentionPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(MENTION)) {
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: match[0], mention: mentionKey(match[1] ?? "") });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

/** Whether one of these mentions is of this user. */
export function isMentioned(mentions: readonly string[], username: string): boolean {
  const key = mentionKey(username);
  return mentions.some((mention) => mention === key || isInflected(mention, key));
}

/** The name with what may follow it without a space: punctuation, or the particles that Korean puts there. */
function isInflected(mention: string, key: string): boolean {
  return (
    mention.startsWith(key) &&
    /^([_.-]+|[은는이가을를의야아랑도만께]|님|씨|에게|한테|이랑|과|와|께서|님이|님은|님께)$/u.test(
      mention.slice(key.length),
    )
  );
}
