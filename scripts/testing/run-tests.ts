/**
 * `npm test`: runs every test. Suites with real browsers, servers and timers are run once more, alone, where they failed: on a busy
 * machine one of them may come too late. Only what fails again has failed; the tests that passed the second time are printed.
 *
 *   npm test [-- --project=<name> …]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Summary, summaryLine } from "./summary-reporter";

/** With more failed files than this, something is broken for all of them. */
const FILES_MAX = 15;

const folder = mkdtempSync(join(tmpdir(), "sarangbang-tests-"));

/** @returns undefined if the run ended without a summary. */
function run(args: string[]): Summary | undefined {
  const file = join(folder, "summary.json");
  rmSync(file, { force: true });
  const vitest = join("node_modules", "vitest", "vitest.mjs");
  const env = { ...process.env, TEST_SUMMARY: file };
  spawnSync(process.execPath, [vitest, "run", ...args], { stdio: "inherit", env });
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

const mayRepeat = ({ failed, broken, files }: Summary) =>
  failed > 0 && broken === 0 && files.length <= FILES_MAX && files.every(({ project }) => project !== "unit");

/** The result after the second run of the files that failed. */
function combined(first: Summary, second: Summary): Summary {
  return { ...second, passed: first.passed + first.failed - second.failed, skipped: first.skipped };
}

function runTests(args: string[]): Summary | undefined {
  const first = run(args);
  if (!first || !mayRepeat(first)) return first;
  const paths = first.files.map(({ path }) => path);
  console.log(`Once more, alone: ${paths.join(" ")}`);
  const second = run([...args, "--maxWorkers=1", ...paths]);
  return second && combined(first, second);
}

try {
  const summary = runTests(process.argv.slice(2));
  if (summary) console.log(summaryLine(summary));
  process.exitCode = summary && summary.failed + summary.broken === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
