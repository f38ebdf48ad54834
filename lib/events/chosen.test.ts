import { expect, it } from "vitest";
import { boundIn } from "./bound";
import { chosenIn, placedIn } from "./chosen";
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
  expect(boundIn("@지은 @minaㅋㅋ @지은ㅋㅋ 안녕", [], known)).toEqual([]);
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

it("a choice is for one @; every other @ is that of the longest name", () => {
  const all = ["지은", "지은이", "하나", "하나은"];
  const known = people(...all);
  /** `[지은]` in the text: chosen for the @ before it. */
  const read = (marked: string) => {
    const chosen: Array<ReturnType<typeof user> & { at: number }> = [];
    const text = marked.replace(/\[(.*?)\]/g, (_mark, name, index) => {
      const before = marked.slice(0, index).replace(/\[.*?\]/g, "");
      chosen.push({ ...user(name), at: before.lastIndexOf("@") });
      return "";
    });
    return findMentions(text, known, boundIn(text, chosen, known, true)).map((mention) => mention.user.username);
  };
  expect(read("@지은 안녕, @지은[지은]이 왔어?")).toEqual(["지은", "지은"]);
  expect(read("@지은[지은]이 왔어? @지은 안녕")).toEqual(["지은", "지은"]);
  expect(read("@하나 봐. @하나[하나]은 뭐래?")).toEqual(["하나", "하나"]);
  expect(new Set(read("@지은이님 안녕, @지은[지은]이 왔어?"))).toEqual(new Set(["지은", "지은이"]));
  expect(read("@지은이[지은이]님, @지은이")).toEqual(["지은이", "지은이"]);
});

it("a typed name stays that of its user when somebody with a longer name joins", () => {
  const later = (text: string, name: string, joins: string) =>
    findMentions(text, people(name, joins), boundIn(text, [], people(name), true)).map(({ user }) => user.username);
  expect(later("@지은이 왔어?", "지은", "지은이")).toEqual(["지은"]);
  expect(later("@하나도 와", "하나", "하나도")).toEqual(["하나"]);
  expect(later("@ken님 확인", "ken", "ken님")).toEqual(["ken"]);
  const ids = boundIn("@지은이 왔어? @mina 도", [], people("지은", "mina"), true);
  expect(ids).toEqual([user("지은").id, user("mina").id]);
  // Where the list of members is not whole, somebody who is not in it may have been meant.
  expect(boundIn("@지은이 왔어?", [], people("지은"))).toEqual([]);
});

it("choices have their places in the text as it is sent", () => {
  const [chosen] = placedIn("\n\n\u1100\u1161 @mina", [{ ...user("mina"), at: 5 }]);
  expect(chosen?.at).toBe(2);
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
