import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isEmoji, isOnlyEmoji } from "./emoji";

const EMOJI: ReadonlyArray<readonly [string, readonly string[]]> = [
  ["a pictograph with and without its variation selector", ["❤️", "❤"]],
  ["ZWJ sequences", ["👩‍👩‍👧‍👦", "🏳️‍🌈", "🏴‍☠️", "👩🏽‍❤️‍💋‍👨🏿", "🧑🏻‍🤝‍🧑🏿"]],
  ["flags", ["🇰🇷", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]],
  ["keycaps", ["1️⃣", "#️⃣", "*️⃣", "1⃣"]],
  ["skin tones", ["👍🏽", "🕵🏿‍♂️"]],
  ["characters that may be drawn as text", ["☺", "©", "™"]],
];

/** Texts that look like emoji, or are parts of one. */
const NOT_EMOJI = [
  "",
  " ",
  "a",
  "가",
  "1",
  "#",
  "\ufe0f",
  "\ufe0e",
  "1\ufe0f",
  "\u20e3",
  "a\u20e3",
  "👍\ufe0e",
  "❤\ufe0e",
  "👍👍",
  "👍 ",
  "🏽",
  "👍🏽🏽",
  "\u200d",
  "👩\u200d",
  "\u200d👩",
  "👩\u200d\u200d👦",
  "👩\u200da",
  "🇰",
  "🇰🇷🇰",
  "🇰a",
  "️👍",
  "→",
  "ㅋ",
];

describe("isEmoji", () => {
  it.each(EMOJI)("takes %s", (_, emoji) => expect(emoji.filter((each) => !isEmoji(each))).toEqual([]));

  it.each(NOT_EMOJI)("does not take %j", (text) => expect(isEmoji(text)).toBe(false));

  it("takes nothing before or after an emoji", () => {
    const emoji = fc.constantFrom(...EMOJI.flatMap(([, each]) => each));
    fc.assert(fc.property(emoji, emoji, (one, two) => !isEmoji(one + two)));
    fc.assert(
      fc.property(emoji, fc.string({ unit: "grapheme", minLength: 1, maxLength: 2 }), (one, text) => {
        fc.pre(!/^[\p{Emoji_Component}]+$/u.test(text));
        return !isEmoji(text + one) && !isEmoji(one + text);
      }),
    );
  });
});

describe("isOnlyEmoji", () => {
  it.each(["👍 ❤️ 🎉", " 🎉", "🇰🇷🇯🇵", "1️⃣2️⃣3️⃣", "👩‍👩‍👧‍👦  👍🏽", "🏴󠁧󠁢󠁥󠁮󠁧󠁿🏴‍☠️"])("is true for %j", (text) =>
    expect(isOnlyEmoji(text)).toBe(true),
  );

  it.each([
    ...NOT_EMOJI.filter((text) => text !== "👍👍" && text !== "👍 "),
    "👍👍👍👍👍👍👍",
    "👍!",
    "👍\n👍",
    "ㅋ👍",
  ])("is false for %j", (text) => expect(isOnlyEmoji(text)).toBe(false));

  it.each(["☺", "©", "™", "❤", "1", "123", "☎ ✂"])("is false for %j, which is drawn as text", (text) =>
    expect(isOnlyEmoji(text)).toBe(false),
  );
});
