import { describe, expect, it } from "vitest";
import { mayMention, mentionsIn } from "@/lib/events/mentions";
import { mentionAt, withMention } from "./mention-query";

describe("mentionAt", () => {
  it.each([
    ["@", "", 0],
    ["@민", "민", 0],
    ["안녕 @민아", "민아", 3],
    ["(@jun", "jun", 1],
    ["@mina @ju", "ju", 6],
    ["줄\n@ㅁ", "ㅁ", 2],
    ["@a.b_c-d", "a.b_c-d", 0],
    ["안녕@민", "민", 2],
    ["＠ㅎㄱ", "ㅎㄱ", 0],
    ["❤️@민", "민", 2],
    ["ok@ㅁ", "ㅁ", 2],
    ["@mina@ju", "ju", 5],
    ["(https://a.kr)@mi", "mi", 14],
  ])("%j is being typed as a mention of %j", (text, query, start) => {
    expect(mentionAt(text, text.length)).toEqual({ start, query });
  });

  it.each(["", "안녕", "mina@example", "@민아 ", "@민아!", "a@", "a@b@ju", "https://a.kr/@mi", "https://a.kr/글/@mi"])(
    "%j mentions nobody",
    (text) => {
      expect(mentionAt(text, text.length)).toBeUndefined();
    },
  );

  it("reads only the text before the caret", () => {
    expect(mentionAt("@민아 안녕", 2)).toEqual({ start: 0, query: "민" });
    expect(mentionAt("@민아 안녕", 0)).toBeUndefined();
  });
});

describe("withMention", () => {
  it("replaces the typed text by the name, followed by one space", () => {
    expect(withMention("안녕 @미 뭐 해?", { start: 3, end: 5 }, "민아")).toEqual({
      text: "안녕 @민아 뭐 해?",
      caret: 7,
    });
    expect(withMention("@", { start: 0, end: 1 }, "jun")).toEqual({ text: "@jun ", caret: 5 });
  });

  it.each([
    ["@mi|na 안녕", "mina", "@mina |안녕"],
    ["@MI|NA, 안녕", "mina", "@mina |, 안녕"],
    ["@지|은이랑", "지은", "@지은 |이랑"],
    ["@지|은이랑", "지은이", "@지은이 |랑"],
    ["@mi|x", "mina", "@mina |x"],
    ["@길|동이랑", "홍길동", "@홍길동 |이랑"],
    ["@ㅎㄱ|동", "홍길동", "@홍길동 |동"],
    ["@|mina", "mina", "@mina |"],
    ["@mi|\nna", "mina", "@mina |\nna"],
  ])("in the middle of a name, the rest of that name is replaced too: %j, %s", (marked, username, completed) => {
    const caret = marked.indexOf("|");
    const { text, caret: next } = withMention(marked.replace("|", ""), { start: 0, end: caret }, username);
    expect(`${text.slice(0, next)}|${text.slice(next)}`).toBe(completed);
  });

  it("produces text that lib/events/mentions.ts reads as a mention of that person", () => {
    const { text } = withMention("어디야 @ju", { start: 4, end: 7 }, "jun.b-c");
    expect(mayMention(mentionsIn(text), "jun.b-c")).toBe(true);
  });
});
