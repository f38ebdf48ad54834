/**
 * Which texts are emoji. By structure (UTS #51), not by Unicode's list of recommended emoji: an emoji that is newer than the room's
 * host must not be refused if its members' devices can draw it.
 */

const PICTURE = String.raw`\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\ufe0f)?`;
const FLAG = String.raw`\p{Regional_Indicator}{2}`;
const KEYCAP = String.raw`[0-9#*]\ufe0f?\u20e3`;
/** A black flag, the region in invisible tag letters, and their end. */
const tagFlag = (region: string) =>
  String.fromCodePoint(0x1f3f4, ...[...region].map((letter) => 0xe0000 + letter.charCodeAt(0)), 0xe007f);
/** All tag sequences that Unicode recommends: England, Scotland, Wales. Elsewhere tag letters hide text. */
const TAG_FLAGS = ["gbeng", "gbsct", "gbwls"].map(tagFlag).join("|");
const EMOJI = new RegExp(`^(?:${TAG_FLAGS}|${PICTURE}(?:\\u200d${PICTURE})*|${FLAG}|${KEYCAP})$`, "u");

/** Whether a text is one emoji: a pictograph, also with a skin tone, a ZWJ sequence of them, a flag or a keycap. */
export function isEmoji(text: string): boolean {
  return EMOJI.test(text);
}

/** A pictograph that devices draw in colour. Others, such as © and ☺, are text unless a variation selector follows. */
const COLOURED = String.raw`(?:\p{Emoji_Modifier_Base}\p{Emoji_Modifier}|\p{Extended_Pictographic}\ufe0f|(?=\p{Extended_Pictographic})\p{Emoji_Presentation})`;
const ONLY_MAX = 6;
/** The longest emoji have about 35 units. */
const ONLY_MAX_UNITS = ONLY_MAX * 40;
const ONLY_EMOJI = new RegExp(
  `^ *(?:(?:${TAG_FLAGS}|${COLOURED}(?:\\u200d${PICTURE})*|${FLAG}|${KEYCAP}) *){1,${ONLY_MAX}}$`,
  "u",
);

/** Whether a text is nothing but one to six emoji, with or without spaces. Such a message is shown large. */
export function isOnlyEmoji(text: string): boolean {
  return text.length <= ONLY_MAX_UNITS && ONLY_EMOJI.test(text);
}
