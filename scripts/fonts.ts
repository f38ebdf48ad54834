/**
 * `npx tsx scripts/fonts.ts` makes font files from Pretendard: two for the first load, with the letters of the screens' texts and other
 * common letters of messages; and three with less frequent letters, which are loaded when a text needs them. Run it after a change of
 * app/_i18n that adds letters. All other letters come from Pretendard's own parts.
 *
 * Pretendard's 92 parts alone would do, but a room's history then loads up to thirty of them, and after each one the browser lays out all
 * messages again.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import subsetFont from "subset-font";
import { root } from "@/dev/root";

const FOLDER = join(root, "app/_fonts");
/** The last of Pretendard's parts are sorted by frequency; this many of them are for the first load. */
const COMMON_PARTS = 7;
/** How many of the parts before those go into each of two further files. */
const LESS_COMMON_PARTS = [7, 6];
/** The weights that the screens use. */
const WEIGHTS = { min: 400, max: 700 };
const NOTICE = `/*
Made by scripts/fonts.ts from Pretendard, Copyright (c) 2021 Kil Hyung-jin, https://github.com/orioncactus/pretendard,
under the SIL Open Font License, Version 1.1: http://scripts.sil.org/OFL
*/
`;

const packaged = (path: string) =>
  readFileSync(createRequire(import.meta.url).resolve(`pretendard/dist/web/variable/${path}`));

type Catalogue = { [key: string]: string | Catalogue };
const textsOf = (catalogue: Catalogue): string =>
  Object.values(catalogue)
    .map((value) => (typeof value === "string" ? value : textsOf(value)))
    .join("");

/** All letters of the screens' texts in both languages, and ASCII. */
export function screenLetters(): Set<string> {
  const catalogues = ["ko", "en"].map((locale) => readFileSync(join(root, `app/_i18n/${locale}.json`), "utf8"));
  const ascii = Array.from({ length: 0x7f - 0x20 }, (_, i) => String.fromCharCode(0x20 + i)).join("");
  return new Set(catalogues.map((text) => textsOf(JSON.parse(text))).join("") + ascii);
}

/** The code points of a `unicode-range`. */
export function pointsIn(range: string): number[] {
  return range.split(",").flatMap((part) => {
    const [from = 0, to = from] = part
      .trim()
      .slice("U+".length)
      .split("-")
      .map((hex) => Number.parseInt(hex, 16));
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}

/** The letters of each of Pretendard's parts. */
function lettersOfParts(): string[][] {
  const css = packaged("pretendardvariable-dynamic-subset.css").toString();
  const ranges = [...css.matchAll(/unicode-range: ([^;]+);/g)];
  return ranges.map(([, range = ""]) => pointsIn(range).map((point) => String.fromCodePoint(point)));
}

/** The 2,350 syllables of KS X 1001, which nearly all Korean texts consist of. */
export function standardSyllables(): string[] {
  const decoder = new TextDecoder("euc-kr");
  const rows = Array.from({ length: 25 }, (_, i) => 0xb0 + i);
  const cells = Array.from({ length: 94 }, (_, i) => 0xa1 + i);
  return rows.flatMap((row) => cells.map((cell) => decoder.decode(Uint8Array.of(row, cell))));
}

async function face(family: string, name: string, letters: Iterable<string>): Promise<string> {
  const sorted = [...letters].sort();
  const font = await subsetFont(packaged("woff2/PretendardVariable.woff2"), sorted.join(""), {
    targetFormat: "woff2",
    variationAxes: { wght: WEIGHTS },
  });
  writeFileSync(join(FOLDER, `${name}.woff2`), font);
  const range = sorted.map((letter) => `U+${letter.codePointAt(0)?.toString(16)}`).join(",");
  return `@font-face {
  font-family: "${family}";
  font-display: swap;
  font-weight: ${WEIGHTS.min} ${WEIGHTS.max};
  src: url(./${name}.woff2) format("woff2");
  unicode-range: ${range};
}
`;
}

async function main(): Promise<void> {
  const parts = lettersOfParts();
  const next = (count: number) => parts.splice(-count).flat();
  const screens = screenLetters();
  const common = next(COMMON_PARTS);
  const first = [
    await face("Sarangbang Sans", "screens", screens),
    await face(
      "Sarangbang Sans",
      "common",
      common.filter((letter) => !screens.has(letter)),
    ),
  ];
  writeFileSync(join(FOLDER, "fonts.css"), NOTICE + first.join(""));

  // A family of its own, so that its files stay the same when the screens' texts change.
  const more = LESS_COMMON_PARTS.map(next);
  const frequent = new Set([common, ...more].flat());
  more.push(standardSyllables().filter((letter) => !frequent.has(letter)));
  const faces: string[] = [];
  for (const [i, letters] of more.entries()) faces.push(await face("Sarangbang Sans More", `more-${i + 1}`, letters));
  writeFileSync(join(FOLDER, "more.css"), NOTICE + faces.join(""));
}

if (process.argv[1] === import.meta.filename) await main();
