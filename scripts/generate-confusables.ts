/**
 * Makes lib/server/names/confusables.ts from Unicode's confusables.txt: only the characters that a username's key can have, with
 * one prototype for each group of look-alikes.
 *
 *   npx tsx scripts/generate-confusables.ts <confusables.txt> <its Unicode version>
 *
 * The file is at https://www.unicode.org/Public/security/<version>/confusables.txt. The current table was made from
 * Unicode 15.0.0 in ICU 72 (uspoof_getSkeleton of each code point).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { foldCase } from "@/lib/server/names/username-key";
import { isOneWriting } from "@/lib/text/scripts";

const [path = "", version = ""] = process.argv.slice(2);
if (!path || !version) throw new Error("usage: tsx scripts/generate-confusables.ts <confusables.txt> <version>");

const toText = (points: string) =>
  points
    .trim()
    .split(/\s+/)
    .map((point) => String.fromCodePoint(Number.parseInt(point, 16)))
    .join("");

const prototypes = new Map<string, string>();
for (const line of readFileSync(path, "utf8").split(/\r?\n/)) {
  const [source, prototype] = (line.split("#")[0] ?? "").split(";");
  if (source?.trim() && prototype) prototypes.set(toText(source.replace("\ufeff", "")), toText(prototype));
}

const skeleton = (text: string) => [...text.normalize("NFD")].map((each) => prototypes.get(each) ?? each).join("");
const isAscii = (text: string) => /^[!-~]+$/.test(text);

/**
 * The prototype of a folded character. Names are shown as typed, so the look of its capital counts too: `I` looks like `l`, and a
 * Cyrillic `Н` like a Latin `H`, although their small letters differ.
 */
function looksLike(character: string): string {
  const small = skeleton(character);
  const capital = foldCase(skeleton(character.toUpperCase()));
  if (character === "i") return capital;
  return !isAscii(small) && isAscii(capital) ? capital : small;
}

const NAME_CHARACTER = /^[\p{L}\p{Nd}\p{Mn}\p{Mc}_.-]$/u;
const SYLLABLE = /^[\uac00-\ud7a3]$/;
const groups = new Map<string, string[]>();
const hex = (text: string) => [...text].map((each) => each.codePointAt(0)?.toString(16)).join("+");

for (let point = 0; point <= 0x10ffff; point++) {
  if (point >= 0xd800 && point <= 0xdfff) continue;
  const character = String.fromCodePoint(point);
  const meets = NAME_CHARACTER.test(character) && isOneWriting(character) && foldCase(character) === character;
  if (!meets || character.normalize("NFD") !== character || SYLLABLE.test(character)) continue;
  const prototype = looksLike(character);
  if (prototype !== character) groups.set(prototype, [...(groups.get(prototype) ?? []), hex(character)]);
}

const lines: string[] = [];
for (const [prototype, sources] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const group = `${hex(prototype)}<${sources.join(",")}`;
  const last = lines.at(-1);
  if (last !== undefined && last.length + group.length < 112) lines[lines.length - 1] = `${last} ${group}`;
  else lines.push(group);
}
writeFileSync(
  "lib/server/names/confusables.ts",
  `/**
 * Made by scripts/generate-confusables.ts from confusables.txt of Unicode ${version}; not for the browser. Each group is
 * \`prototype<sources\`, all in hexadecimal code points.
 *
 * Unicode data: Copyright © 1991-2022 Unicode, Inc. Distributed under the Unicode License,
 * https://www.unicode.org/license.txt.
 */
export const CONFUSABLES = [
${lines.map((line) => `  "${line}",`).join("\n")}
].join(" ");
`,
);
console.log(`${[...groups.values()].flat().length} confusables, ${groups.size} prototypes`);
