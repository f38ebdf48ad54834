import { expect, it } from "vitest";
import { mayBeTall } from "./tall";

it.each([
  ["a sentence", "오늘 저녁에 같이 걸을 사람 있나요?", false],
  ["99 wide letters", "W".repeat(99), false],
  ["a long text", "가".repeat(101), true],
  ["few lines", "1\n2\n3\n4\n5", false],
  ["many lines", "1\n2\n3\n4\n5\n6\n7", true],
  ["lines that other separators end", "1\u2028".repeat(7), true],
  ["an Arabic phrase in one letter", "\ufdfd", false],
  ["many of them, each as wide as a line", "\ufdfd".repeat(30), true],
  ["long dashes", "\u2e3b".repeat(40), true],
  ["wide cuneiform signs", "\u{1242b}".repeat(30), true],
])("%s", (_, text, expected) => expect(mayBeTall(text)).toBe(expected));
