/** The writing systems that a name may use (Unicode's Script_Extensions). A name uses one of them. */

/**
 * The scripts of everyday writing (UAX #31, Recommended). Historic and small ones are excluded: many of their letters
 * look like Latin ones (Cherokee, Lisu, Old Italic).
 */
const ALONE = [
  ...["Latin", "Greek", "Cyrillic", "Armenian", "Georgian", "Hebrew", "Arabic", "Thaana", "Ethiopic"],
  ...["Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Oriya", "Tamil", "Telugu", "Kannada", "Malayalam", "Sinhala"],
  ...["Thai", "Lao", "Tibetan", "Myanmar", "Khmer"],
];
/** One writing system each (UTS #39, 5.1); beyond them, only Latin with Hangul. */
const TOGETHER = [
  ["Han", "Hiragana", "Katakana"],
  ["Han", "Bopomofo"],
  ["Han", "Hangul"],
  ["Latin", "Hangul"],
];

const SYSTEMS = [...ALONE.map((script) => [script]), ...TOGETHER].map((scripts) => {
  const classes = ["Common", "Inherited", ...scripts].map((script) => String.raw`\p{scx=${script}}`).join("");
  return new RegExp(`^[${classes}]*$`, "u");
});

/**
 * Whether a text is written in one everyday writing system, or in Latin and Hangul; common signs and digits fit every
 * one.
 */
export function isOneWriting(text: string): boolean {
  return SYSTEMS.some((system) => system.test(text));
}
