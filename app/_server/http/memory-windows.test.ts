import { expect, it } from "vitest";
import { memoryWindows } from "./memory-windows";

it("D7: each window allows the same number of requests", () => {
  const windows = memoryWindows();
  const ask = (now: number) => windows.count("a", 2, 1_000, now);
  expect([ask(0), ask(10), ask(20), ask(999), ask(1_000), ask(1_001), ask(1_002)]).toEqual([
    undefined,
    undefined,
    1_000,
    1_000,
    undefined,
    undefined,
    2_000,
  ]);
  expect(windows.count("b", 2, 1_000, 20)).toBeUndefined();
});

it("D7: a refused request does not make the window longer", () => {
  const windows = memoryWindows();
  windows.count("a", 1, 1_000, 0);
  for (let now = 1; now < 1_000; now += 100) expect(windows.count("a", 1, 1_000, now)).toBe(1_000);
});

it("D7: beyond the maximum number of keys, forgets the least recently counted one", () => {
  const windows = memoryWindows(2);
  for (const key of ["a", "b", "a", "c"]) windows.count(key, 1, 1_000, 0);
  expect(["a", "c", "b"].map((key) => windows.count(key, 1, 1_000, 0))).toEqual([1_000, 1_000, undefined]);
});
