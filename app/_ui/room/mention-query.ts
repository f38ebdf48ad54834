/** What is being typed after an @, and where that @ stands. */
export interface MentionQuery {
  start: number;
  query: string;
}

/** As lib/mentions.ts reads mentions, up to where one types. A syllable under composition may still be single letters. */
const OPEN_MENTION = /(?<![\p{L}\p{N}_.-])@([\p{L}\p{M}\p{N}_.-]{0,32})$/u;

/** The mention that the caret stands in; undefined where it stands in none. */
export function mentionAt(text: string, caret: number): MentionQuery | undefined {
  const match = OPEN_MENTION.exec(text.slice(0, caret));
  return match ? { start: match.index, query: match[1] ?? "" } : undefined;
}

/** Letters of Hangul apart from each other, so that 미 begins 민아 and ㅁ begins both. */
const apart = (text: string) => text.normalize("NFKD").toLowerCase();

/** Final consonants of Hangul by what they become when a vowel follows: what stays, and what begins the next syllable. */
const MOVING_FINALS = new Map(
  "ᆨᄀ ᆩᄁ ᆪᆨᄉ ᆫᄂ ᆬᆫᄌ ᆭᆫᄒ ᆮᄃ ᆯᄅ ᆰᆯᄀ ᆱᆯᄆ ᆲᆯᄇ ᆳᆯᄉ ᆴᆯᄐ ᆵᆯᄑ ᆶᆯᄒ ᆷᄆ ᆸᄇ ᆹᆸᄉ ᆺᄉ ᆻᄊ ᆼᄋ ᆽᄌ ᆾᄎ ᆿᄏ ᇀᄐ ᇁᄑ ᇂᄒ"
    .split(" ")
    .map(([final = "", ...moved]) => [final, moved.join("")]),
);

/**
 * Whether a name begins as typed. On the way to 미나 a keyboard shows 민: its final may be the next syllable's beginning.
 * Without this, names would leave the list in mid-syllable and come back.
 */
export function beginsWith(name: string, query: string): boolean {
  const whole = apart(name);
  const typed = apart(query);
  if (whole.startsWith(typed)) return true;
  const moved = MOVING_FINALS.get(typed.at(-1) ?? "");
  return moved !== undefined && whole.startsWith(typed.slice(0, -1) + moved);
}

/** The text with the mention at `start` completed by this name, and where the caret stands then. */
export function withMention(
  text: string,
  { start, end }: { start: number; end: number },
  username: string,
): { text: string; caret: number } {
  const before = `${text.slice(0, start)}@${username} `;
  return { text: before + text.slice(end).replace(/^ /, ""), caret: before.length };
}
