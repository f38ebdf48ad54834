import { describe, expect, it } from "vitest";
import { forEachAtMost, retry } from "./tasks";

describe("forEachAtMost", () => {
  it("runs every item, in order, and at most the given number at a time", async () => {
    const items = Array.from({ length: 10 }, (_, i) => i);
    const begun: number[] = [];
    let running = 0;
    let most = 0;
    await forEachAtMost(3, items, async (item) => {
      begun.push(item);
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => setImmediate(resolve));
      running--;
    });
    expect(begun).toEqual(items);
    expect(most).toBe(3);
  });

  it("starts the next item when any earlier one is done", async () => {
    const begun: number[] = [];
    let finishFirst = () => {};
    const all = forEachAtMost(2, [0, 1, 2], (item) => {
      begun.push(item);
      return item === 0 ? new Promise<void>((resolve) => (finishFirst = resolve)) : Promise.resolve();
    });
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(begun).toEqual([0, 1, 2]);
    finishFirst();
    await all;
  });

  it("ends at once without items, and rejects with the first failure", async () => {
    await forEachAtMost(3, [], () => Promise.reject(new Error("no item")));
    await expect(forEachAtMost(3, [1], () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  });
});

describe("retry", () => {
  const results = (...each: number[]) => {
    let tries = 0;
    return { attempt: async () => each[tries++] ?? -1, tries: () => tries };
  };

  it("returns the first final result and tries no more", async () => {
    const given = results(1, 2, 3);
    expect(await retry(given.attempt, { tries: 3, isFinal: (result) => result === 2 })).toBe(2);
    expect(given.tries()).toBe(2);
  });

  it("returns the last result if none is final", async () => {
    const given = results(1, 2, 3, 4);
    expect(await retry(given.attempt, { tries: 3, isFinal: () => false })).toBe(3);
    expect(given.tries()).toBe(3);
  });

  it("starts no try after its end", async () => {
    const given = results(1, 2, 3);
    const options = { tries: 3, isFinal: () => false };
    expect(await retry(given.attempt, { ...options, until: Date.now() })).toBeUndefined();
    expect(given.tries()).toBe(0);
  });
});
