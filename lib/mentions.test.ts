import { expect, it } from "vitest";
import { isMentioned, mentionsIn } from "./mentions";

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
