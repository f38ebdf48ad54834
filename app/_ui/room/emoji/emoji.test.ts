import { expect, it } from "vitest";
import { isEmoji, isOnlyEmoji } from "@/lib/text/emoji";
import groups from "./emoji.json";
import { TONES, toned } from "./tones";

const rows = groups.flat().map((row) => row.split("\t"));
/** Every emoji of the picker, in each skin tone that it has. */
const all = rows.flatMap(([emoji = "", , , , , hasTones]) =>
  TONES.slice(0, hasTones ? undefined : 1).map((_, tone) => toned(emoji, tone)),
);

it("D4: the room takes every emoji of the picker, in each skin tone, as a reaction", () => {
  expect(all.length).toBeGreaterThan(3_000);
  expect(all.filter((emoji) => !isEmoji(emoji) || emoji.length > 32)).toEqual([]);
});

it("each emoji is drawn in colour, so that a message of it is shown large", () => {
  expect(all.filter((emoji) => !isOnlyEmoji(emoji) || !isOnlyEmoji(emoji.repeat(6)))).toEqual([]);
});

it("each emoji is there once, in the form that Unicode recommends", () => {
  expect(new Set(all).size).toBe(all.length);
  // A literal with this flag needs a newer target of TypeScript.
  const [source, flags] = ["^\\p{RGI_Emoji}$", "v"];
  const recommended = new RegExp(source, flags);
  expect(all.filter((emoji) => !recommended.test(emoji))).toEqual([]);
});

it("each emoji has a shortcode, an English and a Korean name", () => {
  expect(rows.filter(([, codes, english, korean]) => !codes || !english || !korean)).toEqual([]);
});

it.each([
  ["👍", 0, "👍"],
  ["👍", 3, "👍🏽"],
  ["☝️", 5, "☝🏿"],
  ["🕵️‍♂️", 1, "🕵🏻‍♂️"],
  ["🤝", 2, "🤝🏼"],
  ["🧑‍🤝‍🧑", 4, "🧑🏾‍🤝‍🧑🏾"],
])("%s in tone %i is %s", (emoji, tone, expected) => expect(toned(emoji, tone)).toBe(expected));
