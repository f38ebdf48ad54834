import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Most tests wait for processes and timers more than they compute.
    maxWorkers: 2,
    reporters: ["default", "./scripts/summary-reporter.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{lib,db,party,app,dev,scripts}/**/*.test.ts", "tests/simulation/*.test.ts"],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "cloud",
          include: ["tests/{contract,api,integration,outage,e2e,matrix,deploy}/**/*.test.ts"],
          globalSetup: ["tests/e2e/build-once.ts"],
          // Everybody in a test comes from one address. tests/api/limits.test.ts takes the limits as they are.
          env: { LIMIT_SCALE: "1000" },
          testTimeout: 30_000,
          hookTimeout: 240_000,
        },
      },
      "./vitest.hibernation.config.ts",
    ],
  },
});
