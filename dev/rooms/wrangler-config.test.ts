import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "@/dev/root";
import { wranglerConfig } from "./wrangler-config";

const classes = (...names: string[]) => ({ tag: "v1", new_sqlite_classes: names });
const config = (changes: object) =>
  JSON.stringify({
    ...{ name: "chat", main: "worker.ts", compatibility_date: "2026-01-01", migrations: [classes("A")] },
    ...{ durable_objects: { bindings: [{ name: "Main", class_name: "A" }] } },
    ...changes,
  });

it("the compatibility date is one that the installed workerd supports", () => {
  const workerd = createRequire(import.meta.url)("workerd") as { compatibilityDate: string };
  expect(wranglerConfig().compatibility_date <= workerd.compatibilityDate).toBe(true);
});

it("one workerd and one wrangler are installed: workerd is the version that wrangler runs, and wrangler that of the hibernation tests", () => {
  const packageOf = (path: string) => JSON.parse(readFileSync(join(root, path, "package.json"), "utf8"));
  const { devDependencies } = packageOf(".");
  expect(devDependencies.workerd).toBe(packageOf("node_modules/wrangler").dependencies.workerd);
  expect(devDependencies.wrangler).toBe(packageOf("node_modules/@cloudflare/vitest-plugin").dependencies.wrangler);
});

it("reads comments and trailing commas", () => {
  expect(wranglerConfig(`// the rooms\n${config({}).replace("}]}", "}],/* one */}")}`).name).toBe("chat");
});

it("refuses an object that no migration makes a SQLite class: the free plan has no other", () => {
  expect(() => wranglerConfig(config({ migrations: [classes("B")] }))).toThrow("no migration makes A a SQLite class");
});

it("refuses features that the local hosts lack: a renamed class, or one in another Worker", () => {
  expect(() => wranglerConfig(config({ migrations: [{ ...classes("A"), renamed_classes: [] }] }))).toThrow();
  const elsewhere = { bindings: [{ name: "Main", class_name: "A", script_name: "other" }] };
  expect(() => wranglerConfig(config({ durable_objects: elsewhere }))).toThrow();
});
