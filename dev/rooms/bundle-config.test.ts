import { expect, it } from "vitest";
import { ROOM_VARIABLES } from "@/lib/server/env";
import { bundleConfig } from "./bundle-config";
import { wranglerConfig } from "./wrangler-config";

const config = bundleConfig("worker.js", ROOM_VARIABLES, wranglerConfig());

it("binds every object of wrangler.jsonc, under its name, to its class with SQLite", () => {
  for (const { name, class_name } of wranglerConfig().durable_objects.bindings) {
    expect(config).toContain(`(name = "${name}", durableObjectNamespace = "${class_name}")`);
    // The key has the binding's name, so objects keep their storage if a class is renamed.
    expect(config).toContain(`(className = "${class_name}", uniqueKey = "sarangbang-${name}", enableSql = true)`);
  }
});

it("takes every room variable from the environment, and no other", () => {
  const bound = [...config.matchAll(/fromEnvironment = "(\w+)"/g)].map(([, name]) => name);
  expect(bound).toEqual(ROOM_VARIABLES);
  expect(bound).not.toContain("SESSION_SECRET");
});

it("runs at the compatibility date of wrangler.jsonc", () => {
  expect(config).toContain(`compatibilityDate = "${wranglerConfig().compatibility_date}"`);
});
