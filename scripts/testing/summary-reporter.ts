import { writeFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

/** The result of a run, in tests. */
export interface Summary {
  passed: number;
  failed: number;
  skipped: number;
  /** The files with a failed test. */
  files: Array<{ path: string; project: string }>;
  /** Failures outside tests: a file that cannot load counts as one, and so does an unhandled error. */
  broken: number;
}

/** `N passed, N failed[, N skipped]` */
export function summaryLine({ passed, failed, skipped, broken }: Summary): string {
  return `${passed} passed, ${failed + broken} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** Ends a run with one plain line, or writes the summary to the file that TEST_SUMMARY names. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], strayErrors: readonly unknown[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const count = (state: string) => states.filter((each) => each === state).length;
    const unloaded = modules.filter((module) => module.errors().length > 0).length;
    const summary: Summary = {
      passed: count("passed"),
      failed: count("failed"),
      skipped: count("skipped") + count("pending"),
      files: modules
        .filter((module) => module.state() === "failed")
        .map(({ moduleId, project }) => ({ path: moduleId, project: project.name })),
      broken: unloaded + strayErrors.length,
    };
    const file = process.env.TEST_SUMMARY;
    if (file) return writeFileSync(file, JSON.stringify(summary));
    // Printed after the other reporters' output.
    process.once("exit", () => console.log(summaryLine(summary)));
  }
}
