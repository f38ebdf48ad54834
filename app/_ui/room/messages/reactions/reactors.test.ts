import { expect, it } from "vitest";
import { reactors } from "./reactors";

const names: Record<string, string> = { a: "민아", b: "준호", you: "나" };
const nameOf = (id: string) => names[id];

it("the user comes first, people with unknown names last; the others keep their order", () => {
  expect(reactors(["x", "b", "y", "a", "you"], "you", nameOf)).toEqual(["you", "b", "a", "x", "y"]);
});

it("nobody is lost or added, whether or not the user is among them", () => {
  expect(reactors(["b", "a"], "you", nameOf)).toEqual(["b", "a"]);
  expect(reactors([], "you", nameOf)).toEqual([]);
});
