/**
 * `npm test`: runs the tests of every rule, in about four minutes on two processors. `npm run test:all` also runs the long ones.
 * Files that failed are run once more, one at a time, because real browsers, servers and timers may be late on a busy machine. Only
 * what fails again has failed. Nothing is repeated if a unit test failed.
 *
 *   npm test [-- --project=<name> …]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Summary, summaryLine } from "./summary-reporter";

/**
 * Only `npm run test:all` runs these: exhaustive inputs and orders of failures, whole deployments through the real `wrangler`, and
 * screens that are not part of everyday use. The rules behind them are also tested by shorter suites.
 */
const LONG = [
  "app/_ui/room/messages/format/fuzz.test.ts",
  "scripts/testing/run-tests.test.ts",
  "tests/api/{fuzz,limits}.test.ts",
  "tests/deploy/{build,cleanup,partykit,sweep,worker}.test.ts",
  "tests/hibernation/{commands,inbox,room}.test.ts",
  "tests/integration/{attacks,rooms-host}.test.ts",
  "tests/matrix/edge.test.ts",
  "tests/outage/{edges,flood,matrix,revocation}.test.ts",
  "tests/e2e/{account-passkeys,accounts,axe,blocks,confirmation,connection,corpus,deploy,emoji,everyday}.test.ts",
  "tests/e2e/{files,files-odd-browsers,focus,input-methods,limited,members,mentions,notifications,own-rooms,passkeys}.test.ts",
  "tests/e2e/{pins,places,pointer,preview,revocation,security,signup-modes,undo,unsent}.test.ts",
];

/** If more files failed, the cause is not a busy machine, and nothing is repeated. */
const FILES_MAX = 15;

const folder = mkdtempSync(join(tmpdir(), "sarangbang-tests-"));

/** @param except patterns of files, separated by spaces. @returns undefined if the run ended without a summary. */
function run(args: string[], except: string): Summary | undefined {
  const file = join(folder, "summary.json");
  rmSync(file, { force: true });
  const vitest = join("node_modules", "vitest", "vitest.mjs");
  const env = { ...process.env, TEST_SUMMARY: file, TEST_EXCEPT: except };
  const { status } = spawnSync(process.execPath, [vitest, "run", ...args], { stdio: "inherit", env });
  try {
    const summary: Summary = JSON.parse(readFileSync(file, "utf8"));
    const hasFailed = summary.failed + summary.broken > 0;
    // A set-up that fails is in no test's result.
    return status === 0 || hasFailed ? summary : { ...summary, broken: 1 };
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

function runTests(words: string[]): Summary | undefined {
  const args = words.filter((word) => word !== "--all");
  const except = [process.env.TEST_EXCEPT ?? "", ...(words.includes("--all") ? [] : LONG)].join(" ").trim();
  const first = run(args, except);
  if (!first || !mayRepeat(first)) return first;
  const paths = first.files.map(({ path }) => path);
  console.log(`Once more, alone: ${paths.join(" ")}`);
  const second = run([...args, "--maxWorkers=1", ...paths], except);
  return second && combined(first, second);
}

try {
  const summary = runTests(process.argv.slice(2));
  if (summary) console.log(summaryLine(summary));
  process.exitCode = summary && summary.failed + summary.broken === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
