import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files that need a cloud, variables or module mocks of their own. All others share one cloud for each worker
 * (tests/harness/servers/shared.ts): a file may find data of other files there, and must start again any part that it stops.
 */
const ALONE = [
  "tests/{contract,deploy}/*.test.ts",
  "tests/api/{limits,rekey,rooms,session,session-renewal,signup-closed,signup-invite}.test.ts",
  "tests/integration/recent.test.ts",
  "tests/outage/{revocation,web}.test.ts",
];

/** Patterns of files that a run leaves out, separated by spaces. Vitest ignores its own `--exclude` for projects with an `exclude`. */
const EXCEPT = process.env.TEST_EXCEPT ? process.env.TEST_EXCEPT.split(" ") : [];

// All users of a test have the same address, so the limits are raised. tests/api/limits.test.ts sets the real ones.
const env = { LIMIT_SCALE: "1000000" };
const slow = { testTimeout: 30_000, hookTimeout: 300_000 };

/** Files that run one after another in the same worker, so that the parts they share start once. */
const sharing = (name: string, include: string[], globalSetup?: string) => ({
  extends: true as const,
  test: { name, include, exclude: [...ALONE, ...EXCEPT], isolate: false, env, globalSetup, ...slow },
});

/** `screens` come late, since they wait for the build that starts with the run. Short tests come last, to keep both workers busy. */
const ORDER = ["rooms", "web", "screens", "alone", "hibernation", "unit"];

/** Runs the files of a project one after another, so that a worker can reuse the parts that they share. */
class ByProject extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project }: TestSpecification) => ORDER.indexOf(project.name);
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    // More workers bring little: most tests wait for processes and timers, which share the same processors.
    maxWorkers: 2,
    // Longer than Vitest's second: real browsers and servers may be late on a busy machine.
    expect: { poll: { timeout: 10_000 } },
    sequence: { sequencer: ByProject },
    reporters: ["default", "./scripts/testing/summary-reporter.ts"],
    projects: [
      sharing("unit", ["{lib,db,party,app,dev,scripts,docker}/**/*.test.ts", "tests/simulation/*.test.ts"]),
      sharing("web", ["tests/api/*.test.ts", "tests/matrix/node.test.ts"]),
      sharing("rooms", ["tests/{integration,outage}/*.test.ts", "tests/matrix/{socket,inbox}.test.ts"]),
      sharing("screens", ["tests/e2e/*.test.ts", "tests/matrix/edge.test.ts"], "tests/e2e/build-once.ts"),
      { extends: true, test: { name: "alone", include: ALONE, exclude: EXCEPT, env, ...slow } },
      "./vitest.hibernation.config.ts",
    ],
  },
});
