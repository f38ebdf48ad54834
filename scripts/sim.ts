/** `npm run sim -- [--seeds 2000] [--ops 500] [--from 1]`, or `--seed 42` for one with its story. */
import { parseArgs } from "node:util";
import { type Outcome, simulate } from "../tests/simulation/run";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "200" },
    ops: { type: "string", default: "500" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
  },
});

const describe = ({ seed, ops, violation }: Outcome) =>
  `${violation?.rule}: ${violation?.what} (after ${ops} ops; replay: npm run sim -- --seed ${seed} --ops ${values.ops})`;

async function replay(seed: number): Promise<Outcome[]> {
  return [await simulate(seed, Number(values.ops), (line) => console.log(line))];
}

async function runAll(): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let i = 0; i < Number(values.seeds); i++) {
    const outcome = await simulate(Number(values.from) + i, Number(values.ops));
    outcomes.push(outcome);
    if (outcome.violation) console.log(describe(outcome));
  }
  return outcomes;
}

function summary(outcomes: readonly Outcome[], seconds: number): string {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, each) => total + of(each), 0);
  const faults = new Map<string, number>();
  for (const each of outcomes) for (const [what, n] of each.faults) faults.set(what, (faults.get(what) ?? 0) + n);
  const kinds = [...faults].sort(([, a], [, b]) => b - a).map(([what, n]) => `  ${n} ${what}`);
  return [
    `${outcomes.length} seeds, ${sum(({ ops }) => ops)} ops, ${sum(({ steps }) => steps)} steps in ${seconds.toFixed(1)} s`,
    `${sum(({ events }) => events)} events accepted, ${sum(({ evictions }) => evictions)} evictions and crashes`,
    `${[...faults.values()].reduce((total, n) => total + n, 0)} faults:`,
    ...kinds,
    `${outcomes.filter(({ violation }) => violation).length} violations`,
  ].join("\n");
}

const startedAt = performance.now();
const outcomes = await (values.seed === undefined ? runAll() : replay(Number(values.seed)));
const failed = outcomes.filter(({ violation }) => violation);
if (values.seed !== undefined) for (const outcome of failed) console.log(describe(outcome));
console.log(summary(outcomes, (performance.now() - startedAt) / 1_000));
process.exitCode = failed.length > 0 ? 1 : 0;
