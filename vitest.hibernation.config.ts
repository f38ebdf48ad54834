import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineProject } from "vitest/config";

/** Tests that run inside a real workerd, where they can evict a room; `partykit dev` never hibernates one. */
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
    exclude: process.env.TEST_EXCEPT ? process.env.TEST_EXCEPT.split(" ") : [],
    globalSetup: ["tests/hibernation/cloud.ts"],
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
