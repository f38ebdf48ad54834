/**
 * `npm run sim -- [--seeds 200] [--ops 500] [--from 1] [--jobs 2] [--first]`: simulates a room once per seed; `--first`
 * stops at the first violation. `--seed 42` runs one seed and prints its trace.
 */
import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Outcome, simulate } from "@/tests/simulation/run";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "200" },
    ops: { type: "string", default: "500" },
    from: { type: "string", default: "1" },
    jobs: { type: "string", default: String(Math.min(4, availableParallelism())) },
    seed: { type: "string" },
    first: { type: "boolean", default: false },
    share: { type: "string" },
  },
});
const ops = Number(values.ops);
const jobs = Number(values.jobs);

/** Runs one process's share of the seeds: every `jobs`th, from number `share` (0-based) on. */
async function run(share: number, tell: (outcome: Outcome) => void): Promise<void> {
  for (let i = share; i < Number(values.seeds); i += jobs) {
    const outcome = await simulate(Number(values.from) + i, ops);
    tell(outcome);
    if (outcome.violation && values.first) return;
  }
}

/** Runs one process per job. */
async function runAll(tell: (outcome: Outcome) => void): Promise<void> {
  if (jobs === 1) return run(0, tell);
  const shares = Array.from({ length: jobs }, (_, share) => {
    const args = [...process.argv.slice(2), "--share", String(share), "--jobs", String(jobs)];
    return fork(fileURLToPath(import.meta.url), args, { serialization: "advanced" });
  });
  const ends = shares.map(async (child) => {
    child.on("message", (outcome: Outcome) => {
      tell(outcome);
      if (outcome.violation && values.first) for (const each of shares) each.kill();
    });
    const [code, signal] = await new Promise<[number | null, string | null]>((end) =>
      child.once("exit", (...how) => end(how)),
    );
    if (code !== 0 && !signal) throw new Error(`a process of the simulation exited with ${code}`);
  });
  await Promise.all(ends);
}

const describe = ({ seed, ops: done, violation }: Outcome) =>
  `${violation?.rule}: ${violation?.what} (seed ${seed}, op ${done}; replay: npm run sim -- --seed ${seed} --ops ${ops})`;

function summary(outcomes: readonly Outcome[], seconds: number): string {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, each) => total + of(each), 0);
  const faults = new Map<string, number>();
  for (const each of outcomes) for (const [what, n] of each.faults) faults.set(what, (faults.get(what) ?? 0) + n);
  const kinds = [...faults].sort(([, a], [, b]) => b - a).map(([what, n]) => `  ${String(n).padStart(8)} ${what}`);
  return [
    `${outcomes.length} seeds, ${sum((each) => each.ops)} ops, ${sum(({ steps }) => steps)} steps in ${seconds.toFixed(1)} s`,
    `${sum(({ events }) => events)} events accepted, ${sum(({ evictions }) => evictions)} evictions and crashes`,
    `${[...faults.values()].reduce((total, n) => total + n, 0)} faults:`,
    ...kinds,
    `${outcomes.filter(({ violation }) => violation).length} violations`,
  ].join("\n");
}

async function main(): Promise<void> {
  const startedAt = performance.now();
  const outcomes: Outcome[] = [];
  const note = (outcome: Outcome) => {
    outcomes.push(outcome);
    if (outcome.violation) console.log(describe(outcome));
  };
  if (values.seed === undefined) await runAll(note);
  else note(await simulate(Number(values.seed), ops, (line) => console.log(line)));
  console.log(summary(outcomes, (performance.now() - startedAt) / 1_000));
  process.exitCode = outcomes.some(({ violation }) => violation) ? 1 : 0;
}

if (values.share === undefined) await main();
else {
  await run(Number(values.share), (outcome) => process.send?.(outcome));
  process.disconnect();
}
