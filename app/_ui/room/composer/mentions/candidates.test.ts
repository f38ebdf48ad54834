import { expect, it } from "vitest";
import { candidatesFor } from "./candidates";

const user = (username: string) => ({ id: `id of ${username}`, username });
const you = user("나리");
const [mina, minho, jun] = [user("민아"), user("민호"), user("jun")];
const names = (query: string, online = [minho, you], members = [mina, minho, jun, you]) =>
  candidatesFor(query, online, members, you).map(({ username }) => username);

it("offers people who are here before the others, each group by name, without the user themselves", () => {
  expect(names("")).toEqual(["민호", "jun", "민아"]);
});

it("offers people whose name begins with the typed text, even if its last syllable is incomplete", () => {
  expect(names("ㅁ")).toEqual(["민호", "민아"]);
  expect(names("민ㅇ")).toEqual(["민아"]);
  expect(names("나")).toEqual([]);
});

it("offers people who are here before the members are loaded", () => {
  expect(names("", [minho, you], [])).toEqual(["민호"]);
});

it("offers at most six", () => {
  const many = Array.from({ length: 20 }, (_, i) => user(`ara${i}`));
  expect(names("ara", [], many)).toHaveLength(6);
});

it("offers nothing once the only candidate's name is complete", () => {
  expect(names("민호")).toEqual([]);
  expect(names("민호", [minho, you], [minho, user("민호수")])).toEqual(["민호", "민호수"]);
});

it("offers the whole name first, then prefixes, parts and initial consonants, regardless of who is here", () => {
  const all = ["mina2", "amina", "mina"].map(user);
  expect(candidatesFor("mina", all.slice(0, 1), all, you).map(({ username }) => username)).toEqual([
    "mina",
    "mina2",
    "amina",
  ]);
  const korean = ["홍길동", "길동", "김길동이"].map(user);
  const found = (query: string) => candidatesFor(query, [], korean, you).map(({ username }) => username);
  expect(found("길동")).toEqual(["길동", "김길동이", "홍길동"]);
  expect(found("ㅎㄱㄷ")).toEqual(["홍길동"]);
  expect(found("홍기ㄹ")).toEqual(["홍길동"]);
});

it("offers recent speakers before others who match equally well", () => {
  const all = ["ara1", "ara2", "ara3"].map(user);
  const speakers = ["id of ara3", "id of ara2"];
  const found = candidatesFor("ara", [], all, you, speakers).map(({ username }) => username);
  expect(found).toEqual(["ara3", "ara2", "ara1"]);
});
