import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineProject } from "vitest/config";

/** The rooms inside a real workerd that evicts them when a test says so: `partykit dev` never hibernates a room. */
export default defineProject({
  plugins: [
    cloudflareTest(({ inject }) => ({
      main: "./party/partyserver.ts",
      miniflare: {
        compatibilityDate: "2026-04-01",
        durableObjects: {
          Main: { className: "RoomObject", useSQLite: true },
          Inbox: { className: "InboxObject", useSQLite: true },
        },
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
