import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "@/dev/root";
import { pointsIn, screenLetters, standardSyllables } from "./fonts";

const folder = join(root, "app/_fonts");
/** The code points of each font file in a stylesheet. */
const facesOf = (sheet: string) =>
  [...readFileSync(join(folder, sheet), "utf8").matchAll(/unicode-range: ([^;]+);/g)].map(([, range = ""]) =>
    pointsIn(range),
  );

it("the first font file has every letter of the screens' texts: run scripts/fonts.ts after adding one", () => {
  const has = new Set(facesOf("fonts.css")[0]);
  expect([...screenLetters()].filter((letter) => !has.has(letter.codePointAt(0) ?? 0))).toEqual([]);
});

it("the five font files have every syllable of KS X 1001", () => {
  const has = new Set([...facesOf("fonts.css"), ...facesOf("more.css")].flat());
  const syllables = standardSyllables();
  expect(new Set(syllables).size).toBe(2_350);
  expect(syllables.filter((letter) => !has.has(letter.codePointAt(0) ?? 0))).toEqual([]);
});

it("each file of less frequent letters has at most 150 kB", () => {
  const sizes = ["more-1", "more-2", "more-3"].map((name) => statSync(join(folder, `${name}.woff2`)).size);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(150_000);
});

it("the fonts of a first visit with Korean messages have at most 120 kB", () => {
  const bytes = ["screens", "common"].map((name) => statSync(join(folder, `${name}.woff2`)).size);
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(120_000);
});
