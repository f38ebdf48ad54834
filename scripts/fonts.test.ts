import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "@/dev/root";
import { pointsIn, screenLetters } from "./fonts";

const folder = join(root, "app/_fonts");

it("the first font file has every letter of the screens' texts: run scripts/fonts.ts after adding one", () => {
  const [, range = ""] =
    /screens\.woff2[^}]*unicode-range: ([^;]+);/.exec(readFileSync(join(folder, "fonts.css"), "utf8")) ?? [];
  const has = new Set(pointsIn(range));
  expect([...screenLetters()].filter((letter) => !has.has(letter.codePointAt(0) ?? 0))).toEqual([]);
});

it("the fonts of a first visit with Korean messages have at most 120 kB", () => {
  const bytes = ["screens", "common"].map((name) => statSync(join(folder, `${name}.woff2`)).size);
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(120_000);
});
