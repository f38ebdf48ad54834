/**
 * `npm run mutate [-- text]`: applies each mutation whose name or file contains the text to a copy of the project, and prints
 * the first test that fails and whether the simulation fails.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Mutation, mutateSource } from "./mutation/mutate-source";
import { MUTATIONS } from "./mutation/mutations";

const SEEDS = 250;
const root = resolve(import.meta.dirname, "..");
const copy = mkdtempSync(join(tmpdir(), "sarangbang-mutate-"));
const NEEDED = ["lib", "db", "party", "tests", "scripts", "package.json", "tsconfig.json"];
const TESTS = ["party/**/*.test.ts", "lib/**/*.test.ts", "tests/simulation/found.test.ts"];

interface Verdict {
  mutation: Mutation;
  sim: string | undefined;
  /** The first test that failed. */
  test: string | undefined;
}

function copyProject(): void {
  for (const name of NEEDED) cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  writeFileSync(
    join(copy, "vitest.config.mjs"),
    `export default { resolve: { tsconfigPaths: true }, test: { include: ${JSON.stringify(TESTS)}, testTimeout: 50_000 } };\n`,
  );
}

function simVerdict(): string | undefined {
  const startedAt = performance.now();
  const args = ["--import", "tsx", "scripts/sim.ts", "--seeds", String(SEEDS), "--first", "--jobs", "1"];
  const { stdout, status } = spawnSync(process.execPath, args, { cwd: copy, encoding: "utf8", timeout: 300_000 });
  if (status === 0) return undefined;
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  const [, rule, seed] = /^(\w+): .*\(seed (\d+)/m.exec(stdout) ?? [];
  return rule ? `${rule}, seed ${seed}, ${seconds} s` : `does not end (${seconds} s)`;
}

/** The first test that fails. @param timeout in ms, since some mutations make a test loop forever */
function failedTest(timeout: number): string | undefined {
  const report = join(copy, "report.json");
  const args = ["node_modules/vitest/vitest.mjs", "run", "--bail=1", "--reporter=json", `--outputFile=${report}`];
  rmSync(report, { force: true });
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: "utf8", timeout });
  if (status === 0) return undefined;
  if (!existsSync(report)) return `(the tests do not end) ${stderr}`;
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as {
    testResults: Array<{ message: string; assertionResults: Array<{ status: string; title: string }> }>;
  };
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = all.find((test) => test.status === "failed");
  return failed?.title ?? `(a file fails) ${testResults.map(({ message }) => message).join("")}`;
}

function judge(mutation: Mutation, timeout: number): Verdict {
  const file = join(copy, mutation.file);
  const source = readFileSync(file, "utf8");
  writeFileSync(file, mutateSource(mutation, source));
  try {
    return { mutation, sim: simVerdict(), test: failedTest(timeout) };
  } finally {
    writeFileSync(file, source);
  }
}

function row({ mutation, sim, test }: Verdict): string {
  return `| ${mutation.name} | ${mutation.file} | ${sim ?? "–"} | ${test ?? "–"} |`;
}

const words = process.argv.slice(2).join(" ");
const chosen = MUTATIONS.filter(({ name, file }) => name.includes(words) || file.includes(words));
if (chosen.length === 0)
  throw new Error(`No mutation has "${words}" in its name or file; see scripts/mutation/mutations.ts`);
let missed = 0;
try {
  copyProject();
  for (const mutation of MUTATIONS) mutateSource(mutation, readFileSync(join(copy, mutation.file), "utf8"));
  const startedAt = performance.now();
  const failure = simVerdict() ?? failedTest(600_000);
  const timeout = Math.ceil(2 * (performance.now() - startedAt));
  if (failure) throw new Error(`the tests fail without a mutation: ${failure}`);
  console.log("| break | in | the simulation | first test that fails |\n| --- | --- | --- | --- |");
  for (const mutation of chosen) {
    const verdict = judge(mutation, timeout);
    const isMissed = !verdict.sim && !verdict.test;
    if (isMissed) missed++;
    console.log(row(verdict) + (isMissed ? " MISSED" : ""));
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(`${missed} missed`);
process.exitCode = missed > 0 ? 1 : 0;
