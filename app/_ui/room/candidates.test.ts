import { expect, it } from "vitest";
import { candidatesFor } from "./candidates";

const user = (username: string) => ({ id: `id of ${username}`, username });
const you = user("나리");
const [mina, minho, jun] = [user("민아"), user("민호"), user("jun")];
const names = (query: string, online = [minho, you], members = [mina, minho, jun, you]) =>
  candidatesFor(query, online, members, you).map(({ username }) => username);

it("offers who is here before the others, each by name, and not oneself", () => {
  expect(names("")).toEqual(["민호", "jun", "민아"]);
});

it("offers whose name begins as typed, in mid-syllable too", () => {
  expect(names("ㅁ")).toEqual(["민호", "민아"]);
  expect(names("민ㅇ")).toEqual(["민아"]);
  expect(names("나")).toEqual([]);
});

it("offers who is here though the members are not known yet", () => {
  expect(names("", [minho, you], [])).toEqual(["민호"]);
});

it("offers six at most", () => {
  const many = Array.from({ length: 20 }, (_, i) => user(`ara${i}`));
  expect(names("ara", [], many)).toHaveLength(6);
});

it("offers nothing once the one name there is has been typed out", () => {
  expect(names("민호")).toEqual([]);
  expect(names("민호", [minho, you], [minho, user("민호수")])).toEqual(["민호", "민호수"]);
});
