import { describe, expect, it } from "vitest";
import { indented, isInCode, outdented } from "./code-lines";
import { type Format, type Selected, toggleFormat } from "./toggle-format";

/** A text whose selection is between two `¦`, or whose caret is at one. */
function of(marked: string): Selected {
  const [before = "", words = "", after] = marked.split("¦");
  return after === undefined
    ? { text: before + words, start: before.length, end: before.length }
    : { text: before + words + after, start: before.length, end: before.length + words.length };
}
const written = ({ text, start, end }: Selected) =>
  start === end
    ? `${text.slice(0, start)}¦${text.slice(start)}`
    : `${text.slice(0, start)}¦${text.slice(start, end)}¦${text.slice(end)}`;

describe("a shortcut puts markers around the selection, and again removes them", () => {
  it.each<[Format, string, string]>([
    ["bold", "가 ¦나다¦ 라", "가 **¦나다¦** 라"],
    ["italic", "¦나다¦", "*¦나다¦*"],
    ["strike", "¦나다¦", "~~¦나다¦~~"],
    ["code", "¦나다¦", "`¦나다¦`"],
    ["spoiler", "¦나다¦", "||¦나다¦||"],
    ["bold", "가¦", "가**¦**"],
    ["bold", "*¦나다¦*", "***¦나다¦***"],
    ["italic", "**¦나다¦**", "***¦나다¦***"],
    ["code", "¦a`b¦", "``¦a`b¦``"],
    ["code", "¦가\n나¦", "```\n¦가\n나¦\n```"],
    ["code", "앞 ¦가\n나¦ 뒤", "앞 \n```\n¦가\n나¦\n```\n 뒤"],
  ])("%s: %s", (format, before, after) => {
    expect(written(toggleFormat(of(before), format))).toBe(after);
    if (!after.includes("```")) expect(written(toggleFormat(of(after), format))).toBe(before);
  });
  it("markers stand next to the words, not next to spaces", () => {
    expect(written(toggleFormat(of("가¦ 나 ¦다"), "bold"))).toBe("가 **¦나¦** 다");
  });
  it("selected markers are removed", () => {
    expect(written(toggleFormat(of("가 ¦**나**¦"), "bold"))).toBe("가 ¦나¦");
    expect(written(toggleFormat(of("가 ¦***나***¦"), "italic"))).toBe("가 ¦**나**¦");
    expect(written(toggleFormat(of("¦```\n가\n나\n```¦"), "code"))).toBe("¦가\n나¦");
  });
});

describe("code that is being written", () => {
  it.each([
    ["```", true],
    ["가\n```ts\nconst", true],
    ["```\n가\n```", false],
    ["```\n가\n```\n나", false],
    ["```가```", false],
    ["```가 안 닫혔어", false],
    ["가", false],
    ["````\n```\n", true],
  ])("%j: %s", (before, expected) => expect(isInCode(before)).toBe(expected));

  it("is indented and outdented", () => {
    expect(written(indented(of("```\n가¦나")))).toBe("```\n가  ¦나");
    expect(written(indented(of("```\n¦가\n나¦")))).toBe("```\n  ¦가\n  나¦");
    expect(written(outdented(of("```\n  ¦가\n  나¦")))).toBe("```\n¦가\n나¦");
    expect(written(outdented(of("```\n가¦")))).toBe("```\n가¦");
    expect(written(outdented(of("```\n ¦")))).toBe("```\n¦");
  });
});
