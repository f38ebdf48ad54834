import { expect, it } from "vitest";
import { stepFrom } from "./emoji-grid";

/** In 19 emoji, which are two rows of eight and one of three. */
it.each([
  [0, "ArrowRight", 1],
  [7, "ArrowRight", 8],
  [18, "ArrowRight", 18],
  [0, "ArrowLeft", 0],
  [8, "ArrowLeft", 7],
  [2, "ArrowDown", 10],
  [10, "ArrowDown", 18],
  [15, "ArrowDown", 18],
  [17, "ArrowDown", 17],
  [17, "ArrowUp", 9],
  [3, "Home", 0],
  [3, "End", 18],
])("from %i, %s leads to %i", (at, key, next) => expect(stepFrom(at, key, 19)).toBe(next));

it("the up arrow leaves the first row", () => expect(stepFrom(7, "ArrowUp", 19)).toBeLessThan(0));

it("other keys do not move", () => {
  for (const key of ["a", "Enter", " ", "Tab", "Escape"]) expect(stepFrom(3, key, 19)).toBeUndefined();
});
