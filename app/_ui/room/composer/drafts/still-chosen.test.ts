import { expect, it } from "vitest";
import type { Chosen } from "@/lib/events/chosen";
import { stillChosen } from "./still-chosen";

/** The people who stay chosen after these changes of a text; `|` is the caret after a change. */
function kept(before: string, chosen: Chosen[], ...changes: string[]): string[] {
  let [text, still] = [before, chosen];
  for (const change of changes) {
    const next = change.replace("|", "");
    still = stillChosen(still, text, next, change.indexOf("|"));
    text = next;
  }
  return still.map(({ username, at }) => `${username} ${at}`);
}
const [jieun, jieuni, mina] = ["지은", "지은이", "mina"].map((username) => ({ id: username, username })) as [
  Chosen,
  Chosen,
  Chosen,
];

it("a person stays chosen while their @name stands where it was, whatever is written around it", () => {
  const chosen = [
    { ...jieun, at: 3 },
    { ...mina, at: 7 },
  ];
  expect(kept("안녕 @지은 @mina", chosen, "안녕 @지은이|@mina", "안|@지은이@mina", "안@지은이@mina 와!|")).toEqual([
    "지은 1",
    "mina 5",
  ]);
  expect(kept("안녕 @지은 @mina", chosen, "첫 줄\n|안녕 @지은 @mina")).toEqual(["지은 7", "mina 11"]);
});

it.each([
  ["the name is shortened and typed again", ["안녕 @지|", "안녕 @지은|"]],
  ["the @ is removed and another name is typed there", ["안녕 |", "안녕 @|", "안녕 @지은이|"]],
  ["the name becomes part of another word", ["안녕 @지|은", "안녕 지|은", "안녕 @|지은"]],
])("a person is no longer chosen once %s", (_, changes) => {
  expect(kept("안녕 @지은", [{ ...jieun, at: 3 }], ...changes)).toEqual([]);
});

it("of two @ with names that begin the same, the one that is removed is no longer chosen", () => {
  const chosen = [
    { ...jieun, at: 0 },
    { ...jieuni, at: 4 },
  ];
  expect(kept("@지은 @지은이", chosen, "|@지은이")).toEqual(["지은이 0"]);
  expect(kept("@지은 @지은이", chosen, "@지은 |")).toEqual(["지은 0"]);
  expect(kept("@지은 @지은", [{ ...jieun, at: 0 }], "|@지은")).toEqual([]);
  expect(kept("@지은 @지은", [{ ...jieun, at: 4 }], "|@지은")).toEqual(["지은 0"]);
  expect(kept("@지은 @지은", [{ ...jieun, at: 0 }], "@지은|")).toEqual(["지은 0"]);
  expect(kept("@지은 @지은", [{ ...jieun, at: 4 }], "@지은|")).toEqual([]);
});

it("a person whose place is not known stays chosen while their @name is anywhere in the text", () => {
  expect(kept("@지은 안녕", [jieun], "안녕 @지은|")).toEqual(["지은 undefined"]);
  expect(kept("@지은 안녕", [jieun], "안녕|")).toEqual([]);
});
