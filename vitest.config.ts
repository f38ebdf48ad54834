import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["{lib,db,party,app,dev,scripts}/**/*.test.ts"] } },
      {
        test: {
          name: "cloud",
          include: ["tests/{contract,api,integration,e2e}/**/*.test.ts"],
          testTimeout: 30_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
