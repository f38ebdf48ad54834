/**
 * `npx tsx scripts/fonts.ts` makes the two font files of the first load from Pretendard: the letters of the screens' texts, and other common
 * letters of messages. Run it after a change of app/_i18n that adds letters. All other letters come from Pretendard's own parts.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import subsetFont from "subset-font";
import { root } from "@/dev/root";

const FOLDER = join(root, "app/_fonts");
/** Pretendard's parts are sorted by frequency; these are the most frequent ones. */
const COMMON_PARTS = 7;
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

function commonLetters(): string[] {
  const ranges = [
    ...packaged("pretendardvariable-dynamic-subset.css")
      .toString()
      .matchAll(/unicode-range: ([^;]+);/g),
  ];
  return ranges
    .slice(-COMMON_PARTS)
    .flatMap(([, range = ""]) => pointsIn(range))
    .map((point) => String.fromCodePoint(point));
}

async function face(name: string, letters: Iterable<string>): Promise<string> {
  const sorted = [...letters].sort();
  const font = await subsetFont(packaged("woff2/PretendardVariable.woff2"), sorted.join(""), {
    targetFormat: "woff2",
    variationAxes: { wght: WEIGHTS },
  });
  writeFileSync(join(FOLDER, `${name}.woff2`), font);
  const range = sorted.map((letter) => `U+${letter.codePointAt(0)?.toString(16)}`).join(",");
  return `@font-face {
  font-family: "Sarangbang Sans";
  font-display: swap;
  font-weight: ${WEIGHTS.min} ${WEIGHTS.max};
  src: url(./${name}.woff2) format("woff2");
  unicode-range: ${range};
}
`;
}

async function main(): Promise<void> {
  const screens = screenLetters();
  const faces = [
    await face("screens", screens),
    await face(
      "common",
      commonLetters().filter((letter) => !screens.has(letter)),
    ),
  ];
  writeFileSync(join(FOLDER, "fonts.css"), NOTICE + faces.join(""));
}

if (process.argv[1] === import.meta.filename) await main();
