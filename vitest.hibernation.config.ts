import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineProject } from "vitest/config";

/** The rooms inside a real workerd that evicts them when a test says so: `partykit dev` never hibernates a room. */
export default defineProject({
  resolve: { tsconfigPaths: true },
  plugins: [
    cloudflareTest(({ inject }) => ({
      wrangler: { configPath: "./wrangler.jsonc" },
      miniflare: {
        bindings: inject("roomVariables"),
      },
    })),
  ],
  test: {
    name: "hibernation",
    include: ["tests/hibernation/**/*.test.ts"],
    globalSetup: ["tests/hibernation/cloud.ts"],
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
