import { describe, expect, it } from "vitest";
import { isMentioned, mentionsIn } from "../../../lib/mentions";
import { beginsWith, mentionAt, withMention } from "./mention-query";

describe("mentionAt", () => {
  it.each([
    ["@", "", 0],
    ["@민", "민", 0],
    ["안녕 @민아", "민아", 3],
    ["(@jun", "jun", 1],
    ["@mina @ju", "ju", 6],
    ["줄\n@ㅁ", "ㅁ", 2],
    ["@a.b_c-d", "a.b_c-d", 0],
  ])("%j is on the way to mention %j", (text, query, start) => {
    expect(mentionAt(text, text.length)).toEqual({ start, query });
  });

  it.each(["", "안녕", "mina@example", "@민아 ", "@민아!", "a@"])("%j mentions nobody", (text) => {
    expect(mentionAt(text, text.length)).toBeUndefined();
  });

  it("looks at what stands before the caret only", () => {
    expect(mentionAt("@민아 안녕", 2)).toEqual({ start: 0, query: "민" });
    expect(mentionAt("@민아 안녕", 0)).toBeUndefined();
  });
});

describe("beginsWith", () => {
  it.each([
    ["민아", ""],
    ["Mina", "mi"],
    ["mina", "MI"],
    ["ｍina", "mi"],
    ["민아", "ㅁ"],
    ["민아", "미"],
    ["민아", "민"],
    ["민아", "민ㅇ"],
    ["미나", "민"],
    ["다루", "달"],
    ["달기", "닭"],
    ["안자", "앉"],
  ])("%s is offered at %j", (name, query) => {
    expect(beginsWith(name, query)).toBe(true);
  });

  it.each([
    ["민아", "아"],
    ["민아", "준"],
    ["미나", "미누"],
    ["jun", "ju2"],
  ])("%s is not offered at %j", (name, query) => expect(beginsWith(name, query)).toBe(false));

  it("keeps a name on the list at every step of typing it on a Korean keyboard", () => {
    const steps = {
      미나: ["ㅁ", "미", "민", "미나"],
      달기: ["ㄷ", "다", "달", "닭", "달기"],
      서연: ["ㅅ", "서", "성", "서여", "서연"],
    };
    for (const [name, typed] of Object.entries(steps))
      expect(typed.filter((each) => !beginsWith(name, each))).toEqual([]);
  });
});

describe("withMention", () => {
  it("puts the name in place of what was typed, with one space behind it", () => {
    expect(withMention("안녕 @미 뭐 해?", { start: 3, end: 5 }, "민아")).toEqual({
      text: "안녕 @민아 뭐 해?",
      caret: 7,
    });
    expect(withMention("@", { start: 0, end: 1 }, "jun")).toEqual({ text: "@jun ", caret: 5 });
  });

  it("makes what lib/mentions.ts reads as a mention of them", () => {
    const { text } = withMention("어디야 @ju", { start: 4, end: 7 }, "jun.b-c");
    expect(isMentioned(mentionsIn(text), "jun.b-c")).toBe(true);
  });
});
