import { expect, it } from "vitest";
import { refusalCache } from "./refusals";

it("D7: a refusal holds until its window ends", () => {
  const refusals = refusalCache();
  refusals.note("a", 1_000);
  expect(refusals.endOf("a", 999)).toBe(1_000);
  expect(refusals.endOf("a", 1_000)).toBeUndefined();
  expect(refusals.endOf("b", 0)).toBeUndefined();
});

it("D7: only the latest refusals are remembered, up to a limit", () => {
  const refusals = refusalCache(2);
  for (const key of ["a", "b", "a", "c"]) refusals.note(key, 1_000);
  expect(["a", "b", "c"].map((key) => refusals.endOf(key, 0))).toEqual([1_000, undefined, 1_000]);
});
