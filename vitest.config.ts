import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files that need a cloud, variables or module mocks of their own. All others share one cloud a worker (tests/harness/servers/shared.ts):
 * what a file finds there may be another's, and what it takes away it gives back.
 */
const ALONE = [
  "tests/{contract,deploy}/*.test.ts",
  "tests/api/{limits,rekey,rooms,session,session-renewal,signup-closed,signup-invite}.test.ts",
  "tests/integration/recent.test.ts",
  "tests/outage/{revocation,web}.test.ts",
];

// Everybody in a test comes from one address. tests/api/limits.test.ts takes the limits as they are.
const env = { LIMIT_SCALE: "1000000" };
const slow = { testTimeout: 30_000, hookTimeout: 300_000 };

/** Files that come one after another in a worker, without a start of their own. */
const sharing = (name: string, include: string[], globalSetup?: string) => ({
  extends: true as const,
  test: { name, include, exclude: ALONE, isolate: false, env, globalSetup, ...slow },
});

/** Screens come once the build, which begins with the run, has had its time; what is short comes last and fills the gaps. */
const ORDER = ["rooms", "web", "screens", "alone", "hibernation", "unit"];

/** Keeps the files of a project together: a worker that goes from one to the next keeps what they share. */
class ByProject extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project }: TestSpecification) => ORDER.indexOf(project.name);
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    // Most tests wait for processes and timers more than they compute.
    maxWorkers: 2,
    sequence: { sequencer: ByProject },
    reporters: ["default", "./scripts/summary-reporter.ts"],
    projects: [
      sharing("unit", ["{lib,db,party,app,dev,scripts,docker}/**/*.test.ts", "tests/simulation/*.test.ts"]),
      sharing("web", ["tests/api/*.test.ts", "tests/matrix/node.test.ts"]),
      sharing("rooms", ["tests/{integration,outage}/*.test.ts", "tests/matrix/{socket,inbox}.test.ts"]),
      sharing("screens", ["tests/e2e/*.test.ts", "tests/matrix/edge.test.ts"], "tests/e2e/build-once.ts"),
      { extends: true, test: { name: "alone", include: ALONE, env, ...slow } },
      "./vitest.hibernation.config.ts",
    ],
  },
});
