import { expect, it } from "vitest";
import { boundIn } from "./bound";
import { chosenIn } from "./chosen";
import { findMentions, nameIndex } from "./mentions";

const user = (username: string) => ({ id: `id of ${username}`, username });
const people = (...names: string[]) => nameIndex(names.map(user));
const called = (text: string, names: string[], bound: string[]) =>
  findMentions(
    text,
    people(...names),
    bound.map((name) => user(name).id),
  ).map((mention) => mention.user.username);

it("a chosen user counts while their @name is in the text", () => {
  const [mina, jun] = [user("mina"), user("준")];
  expect(boundIn("@mina @준아", [mina, jun, mina])).toEqual([mina.id, jun.id]);
  expect(boundIn("@minat @ 준", [mina, jun])).toEqual([]);
});

it("a longer name that was typed out is bound beside a shorter one that was chosen", () => {
  const [jieun, jieuni] = [user("지은"), user("지은이")];
  const known = people("지은", "지은이", "mina");
  const bound = (text: string, ...chosen: Array<typeof jieun>) => boundIn(text, chosen, known);
  expect(bound("@지은 @지은이 왔어?", jieun)).toEqual([jieun.id, jieuni.id]);
  expect(bound("@지은이 @지은 @mina", jieun)).toEqual([jieun.id, jieuni.id]);
  // A Korean ending after a chosen name does not make it another name.
  expect(bound("@지은이 왔어?", jieun)).toEqual([jieun.id]);
  expect(bound("@지은 안녕, @지은이 왔어?", jieun, jieun)).toEqual([jieun.id]);
  expect(bound("@지은이 @지은이", jieun)).toEqual([jieun.id]);
  expect(bound("@지은 @지은이", jieun, jieuni)).toEqual([jieun.id, jieuni.id]);
});

it("a typed name stays that of its user when they leave a room in which somebody has a shorter name", () => {
  const known = people("지은", "지은이", "지은이랑", "mina", "mina-kim");
  const afterwards = (text: string, left: string) => {
    const now = [...known.values()].map((each) =>
      each.username === left ? { ...each, isMember: false as const } : each,
    );
    return findMentions(text, nameIndex(now), boundIn(text, [], known)).map(({ user }) => user.username);
  };
  expect(afterwards("@지은이 왔어?", "지은이")).toEqual(["지은이"]);
  expect(afterwards("@지은 @지은이가 @지은이랑", "지은이")).toEqual(["지은", "지은이", "지은이랑"]);
  expect(afterwards("@지은 @지은이가 @지은이랑", "지은이랑")).toEqual(["지은", "지은이", "지은이랑"]);
  // A hyphen never ends a Latin name: without its user, the text mentions nobody.
  expect(afterwards("hi @mina-kim, @MINA", "mina-kim")).toEqual(["mina"]);
  // Where no other name fits, nothing is sent beside the text.
  expect(boundIn("@지은 @mina 안녕", [], known)).toEqual([]);
});

it("two chosen users with overlapping names are both mentioned if the text has an @ for each", () => {
  const [jieun, jieuni] = [user("지은"), user("지은이")];
  const known = people("지은", "지은이");
  const read = (text: string, ...bound: Array<typeof jieun>) =>
    findMentions(text, known, boundIn(text, bound, known)).map(({ user }) => user.username);
  expect(read("@지은이랑 @지은이 같이 와", jieun, jieuni)).toEqual(["지은", "지은이"]);
  expect(read("@지은이가 @지은이를 불렀어", jieuni, jieun)).toEqual(["지은이", "지은"]);
  expect(read("@지은이 @지은이 @지은이", jieuni, jieun)).toEqual(["지은이", "지은이", "지은"]);
  expect(read("@지은이 와", jieun, jieuni)).toEqual(["지은이"]);
  expect(read("@지은 @지은이", jieuni, jieun)).toEqual(["지은", "지은이"]);
  // The text has no @ for each of the two.
  expect(called("@지은이랑 @지은아랑", ["지은", "지은이", "지은아"], ["지은", "지은이", "지은아"])).toEqual([
    "지은이",
    "지은아",
  ]);
  const many = ["지", "지은", "지은이", "지은아", "지수"];
  expect(called("@지은이 @지은아 @지수 @지수", many, many)).toEqual(["지은이", "지은아", "지수", "지수"]);
  // Chosen first, and then replaced by the other one.
  expect(boundIn("hi @지은이 와", [jieun, jieuni], known)).toEqual([jieuni.id]);
});

it("chosenIn restores the chosen user of each @, so that an edit mentions nobody else", () => {
  const [jieun, jieuni] = [user("지은"), user("지은이")];
  const known = people("지은", "지은이");
  const names = new Map([jieun, jieuni].map(({ id, username }) => [id, username]));
  const edited = (before: string, bound: string[], after: string) =>
    boundIn(after, chosenIn(before, bound, names), known);
  expect(edited("@지은 안녕, @지은이 왔어?", [jieun.id], "@지은 안녕! @지은이 왔어?")).toEqual([jieun.id]);
  expect(edited("@지은 @지은이", [jieun.id, jieuni.id], "@지은! @지은이")).toEqual([jieun.id, jieuni.id]);
  expect(edited("@지은 @지은이", [jieun.id], "@지은아")).toEqual([jieun.id]);
  expect(edited("@지은", [jieun.id], "안녕")).toEqual([]);
});
