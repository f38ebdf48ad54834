import { expect, it } from "vitest";
import { type Outcome, simulate } from "./run";

const SEEDS = 60;
const OPS = 300;

let lives: Promise<Outcome[]> | undefined;

/** The runs, made once for all tests of this file. */
function allLives(): Promise<Outcome[]> {
  lives ??= (async () => {
    const outcomes: Outcome[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) outcomes.push(await simulate(seed, OPS));
    return outcomes;
  })();
  return lives;
}

it(`R1 R2 R3 R4 R5 R6 C3: ${SEEDS} runs of a room with failing stores and evictions break no rule`, async () => {
  const broken = (await allLives()).filter(({ violation }) => violation);
  const reports = broken.map(
    ({ seed, violation }) => `${violation?.rule}: ${violation?.what}: npm run sim -- --seed ${seed} --ops ${OPS}`,
  );
  expect(reports).toEqual([]);
}, 60_000);

it("the runs are eventful: every kind of failure occurs", async () => {
  const outcomes = await allLives();
  const happened = new Set(outcomes.flatMap(({ faults }) => [...faults.keys()]));
  const sides = ["postgres", "redis"].flatMap((side) =>
    ["refused", "timeout", "lost answer", "late effect", "down", "hanging"].map((what) => `${side} ${what}`),
  );
  const storage = ["storage refused", "storage failed after effect", "storage stalled"];
  const loss = ["host lost", "redis lost (wipe)", "redis lost (restore)", "redis lost (list)", "redis lost (stream)"];
  expect([...happened]).toEqual(expect.arrayContaining([...sides, ...storage, ...loss]));
  expect(outcomes.reduce((sum, { evictions }) => sum + evictions, 0)).toBeGreaterThan(SEEDS);
  expect(outcomes.reduce((sum, { events }) => sum + events, 0)).toBeGreaterThan(SEEDS * 100);
}, 60_000);

it("a seed always gives the same run", async () => {
  const [first, again, other] = [await simulate(7, OPS), await simulate(7, OPS), await simulate(8, OPS)];
  expect(again).toEqual(first);
  expect(other.fingerprint).not.toBe(first.fingerprint);
});
