/** Skin tones by number, from light to dark; 0 is the emoji without one. */
export const TONES = ["", "🏻", "🏼", "🏽", "🏾", "🏿"];

/** A character that can have a tone. Hands that join two people have none. */
const TONED = /(?!(?<=\u200d)🤝)\p{Emoji_Modifier_Base}\ufe0f?/gu;

/** The emoji with this skin tone on each of its people and hands. Only for an emoji that has tones. */
export function toned(emoji: string, tone: number): string {
  const modifier = TONES[tone] ?? "";
  if (modifier === "") return emoji;
  return emoji.replace(TONED, (base) => base.replace("\ufe0f", "") + modifier);
}
