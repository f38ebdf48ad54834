/**
 * The guide lists exactly the variables that the build command reads, and the deploy button asks for exactly those that
 * must be entered.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "@/dev/root";
import { preview, production } from "@/scripts/deploy/variables";
import { pasted } from "@/scripts/rehearsal/deployment";

const guide = readFileSync(join(root, "docs/deploy.md"), "utf8");
const table = [...guide.matchAll(/^\| `(\w+)` +\| (\S) \| (\S) \|/gm)].map(([, name, inProduction, inPreviews]) => ({
  name: `${name}`,
  inProduction,
  inPreviews,
}));

function mark(schema: typeof production | typeof preview, name: string): string {
  const variable = (schema.shape as Record<string, { safeParse(value: unknown): { success: boolean } }>)[name];
  if (!variable) return "–";
  return variable.safeParse(undefined).success ? "○" : "●";
}

it("the table has every variable, and whether it must be set", () => {
  const names = new Set([...Object.keys(production.shape), ...Object.keys(preview.shape)]);
  const expected = [...names].map((name) => ({
    name,
    inProduction: mark(production, name),
    inPreviews: mark(preview, name),
  }));
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
  expect(table.sort(byName)).toEqual(expected.sort(byName));
});

it("the button asks for exactly the variables that production needs from the user", () => {
  const asked = /vercel\.com\/new\/clone\?\S*[?&]env=([\w,]+)/.exec(guide)?.[1]?.split(",");
  const must = Object.keys(production.shape).filter(
    (name) => mark(production, name) === "●" && !name.startsWith("VERCEL_"),
  );
  expect(asked?.sort()).toEqual(must.sort());
});

it("the rehearsal sets every required variable, and none that is not in the table", () => {
  const set = Object.keys(pasted({ env: {} }, "http://localhost:3000")).filter((name) => name !== "VERCEL_ENV");
  const must = Object.keys(production.shape).filter((name) => mark(production, name) === "●");
  expect(set).toEqual(expect.arrayContaining(must));
  expect(Object.keys(production.shape)).toEqual(expect.arrayContaining(set));
});
