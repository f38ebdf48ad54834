import { describe, expect, it } from "vitest";
import { isSearchable, parseQuery } from "./query";
import { termOf } from "./term";

const parsed = (text: string) => {
  const { terms, ...filters } = parseQuery(text);
  return { terms: terms.map(({ pattern }) => pattern), ...filters };
};
const NOTHING = { terms: [], from: [], in: [], hasLink: false };
const patterns = (...texts: string[]) => texts.map((text) => termOf(text).pattern);

describe("a search is read", () => {
  it.each([
    ["오늘 회의", { terms: patterns("오늘", "회의") }],
    ['"오늘 회의" 록', { terms: patterns("오늘 회의", "록") }],
    ["“오늘 회의”", { terms: patterns("오늘 회의") }],
    ["회의".normalize("NFD"), { terms: patterns("회의") }],
    ["from:mina 회의", { terms: patterns("회의"), from: ["mina"] }],
    ["FROM:@민아 from:jun", { from: ["민아", "jun"] }],
    ['in:"프로젝트 회의" in:#tea', { in: ["프로젝트 회의", "tea"] }],
    ["before:2026-11-27 after:2026-01-01", { before: "2026-11-27", after: "2026-01-01" }],
    ["has:link has:링크", { hasLink: true }],
    ["before:each has:many", { terms: patterns("before:each", "has:many") }],
    ["after:0000-01-01", { terms: patterns("after:0000-01-01") }],
    ["before:2026-02-30", { terms: patterns("before:2026-02-30") }],
    ["https://a.example/b from:", { terms: patterns("https://a.example/b", "from:") }],
    ["  ", {}],
    ['"', { terms: patterns('"') }],
  ])("%s", (text, expected) => expect(parsed(text)).toEqual({ ...NOTHING, ...expected }));

  it("D7: with at most twelve words and filters", () => {
    expect(parseQuery("가 ".repeat(90)).terms).toHaveLength(12);
  });
});

it.each([
  ["", false],
  ["=> ::", false],
  ["=> x", true],
  ["has:link", true],
  ["ㅎ", true],
  ["👍", true],
])("%j can be searched: %s", (text, expected) => expect(isSearchable(parseQuery(text))).toBe(expected));

it("the index finds Korean by pairs of syllables or first consonants, and words by their beginning", () => {
  const lexemes = (text: string) => termOf(text).lexemes;
  expect(lexemes("회의에서")).toEqual(["'회의'", "'의에'", "'에서'"]);
  expect(lexemes("회")).toEqual(["'회':*"]);
  expect(lexemes("ㅎㅇㅎㅇ")).toEqual(["'ㅎㅇ'", "'ㅇㅎ'"]);
  expect(lexemes("회ㅇ")).toEqual(["'ㅎㅇ'"]);
  expect(lexemes("Foo.Bar")).toEqual(["'foo'", "'bar':*"]);
  expect(lexemes("x".repeat(99))).toEqual([`'${"x".repeat(40)}'`]);
});

it("nothing in a term can end its quotes in the index's syntax", () => {
  const text = Array.from({ length: 0x250 }, (_, i) => String.fromCharCode(i + 1)).join("");
  for (const lexeme of termOf(text).lexemes) expect(lexeme).toMatch(/^'[^'\\]+'(:\*)?$/u);
});
