import { expect, it } from "vitest";
import { closedShortcodeAt, shortcodeAt } from "./shortcode-query";

it.each([
  [":sm", "sm", 0],
  ["안녕 :웃음", "웃음", 3],
  ["안녕 :웃", "웃", 3],
  ["안녕 :ㅎㅌ", "ㅎㅌ", 3],
  ["좋아요\n:따봉", "따봉", 4],
  ["(:tada", "tada", 1],
  ["👍:tada", "tada", 2],
  ["👍🏽:tada", "tada", 4],
  ["❤️:tada", "tada", 2],
  ["🇰🇷:tada", "tada", 4],
  ["**:tada", "tada", 2],
  ["：하트", "하트", 0],
  [":+1", "+1", 0],
  [":thumbs_up", "thumbs_up", 0],
  [":100", "100", 0],
  ["점수 :100", "100", 3],
  [":8b", "8b", 0],
  [":1st_place", "1st_place", 0],
  ["끝 :하트".normalize("NFD"), "하트".normalize("NFD"), "끝 ".normalize("NFD").length],
])("%j is a shortcode of %j", (text, query, start) => {
  expect(shortcodeAt(text, text.length)).toEqual({ start, query });
});

it.each([
  "",
  ":",
  ": ",
  ":s",
  ":ㅎ",
  "10:30",
  "at :30",
  ":3",
  "12:30:45",
  "10:100",
  "http://a:8080",
  "오전 10:30분",
  "http:",
  "http://",
  "http://ab",
  "https://a.kr:8080",
  "비고:없음",
  "note:abc",
  "std::move",
  "::move",
  "a:bc",
  ":)",
  ":-)",
  ":-D",
  ":D",
  ":smile ",
  ":smile:",
  "`:smile",
  "a `b` `:smile",
  "```\n:smile",
  `:${"a".repeat(41)}`,
])("%j is no shortcode", (text) => {
  expect(shortcodeAt(text, text.length)).toBeUndefined();
});

it("after inline code and after a block of code there are shortcodes again", () => {
  for (const before of ["`a` ", "```\na\n```\n", "`\n"])
    expect(shortcodeAt(`${before}:tada`, before.length + 5), before).toEqual({ start: before.length, query: "tada" });
});

it("reads only the text before the caret", () => {
  expect(shortcodeAt(":tada 축하", 4)).toEqual({ start: 0, query: "tad" });
  expect(shortcodeAt(":tada", 0)).toBeUndefined();
});

it.each([
  [":tada:", "tada", 0],
  ["안녕 :+1:", "+1", 3],
  [":TADA:", "TADA", 0],
  [":100:", "100", 0],
  [":8ball:", "8ball", 0],
])("%j is closed", (text, query, start) => {
  expect(closedShortcodeAt(text, text.length)).toEqual({ start, query });
});

it.each([":tada", "a:tada:", "10:30:", ":30:", "1:100:", "`:tada:", ":t:", "::", ":웃음:"])(
  "%j is not closed",
  (text) => {
    expect(closedShortcodeAt(text, text.length)).toBeUndefined();
  },
);
