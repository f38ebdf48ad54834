import fc from "fast-check";
import { expect, it } from "vitest";
import { bodyOfFiles } from "@/lib/events/files";
import { checkBody } from "./body";
import { FILE_NAME_MAX_CHARS, fileName } from "./file-name";
import { countCharacters } from "./text";

it.each([
  ["보고서.pdf", "보고서.pdf"],
  ["보고서.pdf".normalize("NFD"), "보고서.pdf"],
  ["../../etc/passwd", ".._.._etc_passwd"],
  ["C:\\photos\\1.png", "C:_photos_1.png"],
  ["a\u2215b\uff0fc.txt", "a_b_c.txt"],
  ["photo\u202egnp.exe", "photognp.exe"],
  ["\u2066a\u2069\u200f\u061cb.txt", "ab.txt"],
  ["a\0\r\n\u2028b.txt", "ab.txt"],
  [" a b .txt ", "a b .txt"],
  [".env", ".env"],
  ["👨‍👩‍👧.jpg", "👨‍👩‍👧.jpg"],
  ["lone \ud800.txt", "lone \ufffd.txt"],
])("D4: a file that is called %j is named %j", (given, name) => expect(fileName(given)).toBe(name));

it.each(["", " ", ".", "..", "...", ". .", "\u200b", "\u202e", "\u3164", "\0"])(
  "a file that is called %j has a name",
  (given) => expect(fileName(given)).toBe("file"),
);

it("a name of 300 characters is cut, and keeps its extension", () => {
  expect(fileName(`${"가".repeat(296)}.png`)).toBe(`${"가".repeat(96)}.png`);
  expect(fileName(`${"가".normalize("NFD").repeat(300)}.tar.gz`)).toBe(`${"가".repeat(97)}.gz`);
  expect(fileName("a".repeat(300))).toBe("a".repeat(100));
  expect(fileName(`a.${"b".repeat(300)}`)).toBe(`a.${"b".repeat(98)}`);
  // No character is split.
  expect(fileName(`${"a".repeat(94)}👨‍👩‍👧.png`)).toBe(`${"a".repeat(94)}.png`);
});

it("any names are names, and together a body", () => {
  const given = fc.array(fc.nat(0xffff), { maxLength: 120 }).map((units) => String.fromCharCode(...units));
  const marks = fc.string({ unit: fc.constantFrom("\u0301", "\u0344", "a", "."), maxLength: 60 });
  const names = fc.tuple(given, marks).map((parts) => fileName(parts.join("")));
  fc.assert(
    fc.property(fc.array(names, { minLength: 1, maxLength: 3 }), (all) => {
      expect(all.map(fileName)).toEqual(all);
      expect(Math.max(...all.map(countCharacters))).toBeLessThanOrEqual(FILE_NAME_MAX_CHARS);
      const body = bodyOfFiles(all.map((name) => ({ name })));
      expect(checkBody(body)).toMatchObject({ body, problem: undefined });
    }),
    { numRuns: 60 },
  );
});
