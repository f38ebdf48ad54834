import { expect, it } from "vitest";
import { takeTurns } from "./turns";

function work() {
  const running: (() => void)[] = [];
  let most = 0;
  let now = 0;
  const begin = async () => {
    most = Math.max(most, ++now);
    await new Promise<void>((end) => running.push(end));
    now--;
  };
  return { begin, running, most: () => most };
}

it("so many at once, so many waiting, and the rest are refused at once", async () => {
  const inTurn = takeTurns(2, 3, () => new Error("full"));
  const { begin, running, most } = work();
  const all = Array.from({ length: 5 }, () => inTurn(begin));
  await expect(inTurn(begin)).rejects.toThrow("full");
  expect(running).toHaveLength(2);
  for (let ended = 0; ended < 5; ended++) {
    running[ended]?.();
    await all[ended];
  }
  expect(running).toHaveLength(5);
  expect(most()).toBe(2);
});

it("work that fails makes room for the next", async () => {
  const inTurn = takeTurns(1, 1, () => new Error("full"));
  const failing = inTurn(() => Promise.reject(new Error("broken")));
  const next = inTurn(async () => "done");
  await expect(failing).rejects.toThrow("broken");
  expect(await next).toBe("done");
  expect(await inTurn(async () => "again")).toBe("again");
});
