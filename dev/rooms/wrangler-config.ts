import { readFileSync } from "node:fs";
import { join } from "node:path";
import stripJsonComments from "strip-json-comments";
import * as z from "zod";
import { root } from "@/dev/root";

/** The part of wrangler.jsonc that other hosts of the same Worker need. */
const config = z.looseObject({
  name: z.string(),
  main: z.string(),
  compatibility_date: z.iso.date(),
  compatibility_flags: z.array(z.string()).default([]),
  durable_objects: z.object({
    bindings: z.array(z.strictObject({ name: z.string(), class_name: z.string() })).min(1),
  }),
  migrations: z.array(z.strictObject({ tag: z.string(), new_sqlite_classes: z.array(z.string()) })),
});
export type WranglerConfig = z.infer<typeof config>;

/**
 * The rooms' Worker in wrangler.jsonc.
 * @throws if it uses a feature that the local hosts lack, or if an object is not backed by SQLite
 */
export function wranglerConfig(text = readFileSync(join(root, "wrangler.jsonc"), "utf8")): WranglerConfig {
  const parsed = config.parse(JSON.parse(stripJsonComments(text, { trailingCommas: true })));
  const sqlite = new Set(parsed.migrations.flatMap((migration) => migration.new_sqlite_classes));
  for (const { class_name } of parsed.durable_objects.bindings) {
    if (!sqlite.has(class_name)) throw new Error(`wrangler.jsonc: no migration makes ${class_name} a SQLite class`);
  }
  return parsed;
}
