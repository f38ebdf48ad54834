import { expect, it } from "vitest";
import { fastestRun } from "@/tests/harness/cpu-time";
import { emojiGroups, emojiOf, emojiWithShortcode, searchEmoji } from "./emoji-set";

const USUAL = ["👍", "❤️", "😂", "🎉", "🙏", "👏"];
const found = (query: string) => searchEmoji(query, USUAL).map(({ emoji }) => emoji);

it.each([
  ["heart", "❤️"],
  ["하트", "❤️"],
  ["빨간 하트", undefined],
  ["빨간색 하트", "❤️"],
  ["빨간색_하트", "❤️"],
  ["하트".normalize("NFD"), "❤️"],
  ["따봉", "👍"],
  ["+1", "👍"],
  ["THUMBSUP", "👍"],
  ["tada", "🎉"],
  ["축하", "🎉"],
  ["웃음", "😂"],
  ["불", "🔥"],
  ["사과", "🍎"],
  ["강아지", "🐶"],
  ["한국", "🇰🇷"],
  ["kr", "🇰🇷"],
  ["pinata", "🪅"],
  ["piñata", "🪅"],
  ["1st", "🥇"],
  ["gimbap roll", undefined],
])("%j finds %s first", (query, first) => expect(found(query)[0]).toBe(first));

it.each([
  ["initial consonants", "ㅎㅌ", "❤️"],
  ["initial consonants that are a word of their own before others", "ㅋㅋ", "😂"],
  ["a doubled consonant as keyboards write it", "ㄳ", "🙏"],
  ["a syllable that will get a final consonant", "우", "😂"],
  ["a final consonant that will begin the next syllable", "강앚", "🐶"],
  ["two final consonants of which one will", "닭ㅂ", undefined],
])("in mid-syllable: %s", (_, query, contained) => {
  if (contained) expect(found(query)).toContain(contained);
  else expect(found(query)).toEqual([]);
});

it("a query without letters and digits finds nothing, and special characters of regular expressions are literal", () => {
  for (const query of ["", " ", "!", "(", "[", "\\", "*", "."]) expect([query, found(query)]).toEqual([query, []]);
  for (const query of ["a(", "a[b", "a\\", "a*", "하트("]) expect([query, found(query)]).toEqual([query, []]);
});

it("preferred emoji come first among similar matches", () => {
  expect(searchEmoji("heart", ["💙", "❤️"])[0]?.emoji).toBe("❤️");
  expect(
    searchEmoji("하트", ["💙"])
      .slice(0, 2)
      .map(({ emoji }) => emoji),
  ).toContain("💙");
});

it("emoji are found by their text and by each of their shortcodes", () => {
  expect(emojiOf("👍")).toMatchObject({ shortcode: "+1", name: { ko: "올린 엄지", en: "thumbs up" }, hasTones: true });
  for (const code of ["+1", "thumbsup", "Thumbsup"]) expect(emojiWithShortcode(code)?.emoji).toBe("👍");
  for (const code of ["thumbs", "올린 엄지", "thumbs up", ""]) expect(emojiWithShortcode(code)).toBeUndefined();
});

it("a search takes less than 30 ms", () => {
  expect(fastestRun(30, () => found("ㅅㅅㅅㅅㅅㅅㅅㅅㅅㅅ".repeat(4)))).toBeLessThan(30);
});

it("there are nine groups", () => expect(emojiGroups.map((group) => group.length > 50)).toEqual(Array(9).fill(true)));
