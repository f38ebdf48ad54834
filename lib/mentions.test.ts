import fc from "fast-check";
import { expect, it } from "vitest";
import { isMentioned, mentionsIn, splitMentions } from "./mentions";

it("finds the names that a text mentions, whatever their case or form, and no addresses", () => {
  expect(mentionsIn("@Mina and @jun.k, not me@home.kr nor @x")).toEqual(["mina", "jun.k"]);
  expect(mentionsIn("@민아 @민아".normalize("NFD"))).toEqual(["민아"]);
});

it("knows a name with a full stop or a Korean particle after it, but not a longer name", () => {
  for (const text of ["@민아", "@민아야 밥 먹자", "@민아님", "안녕 @민아.", "(@민아)"]) {
    expect(isMentioned(mentionsIn(text), "민아"), text).toBe(true);
  }
  expect(isMentioned(mentionsIn("@민아영"), "민아")).toBe(false);
  expect(isMentioned(mentionsIn("@minari"), "mina")).toBe(false);
});

it("splits a text at what it mentions, and loses nothing of it", () => {
  expect(splitMentions("안녕 @Mina, me@home.kr")).toEqual([
    { text: "안녕 " },
    { text: "@Mina", mention: "mina" },
    { text: ", me@home.kr" },
  ]);
  const texts = fc
    .array(fc.constantFrom("@", "민아", "mina", " ", ".", "님", "\n", "a"))
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, (text) => {
      const pieces = splitMentions(text);
      expect(pieces.map((each) => each.text).join("")).toBe(text);
    }),
  );
});
