import { expect, it } from "vitest";
import { CLIENT_FRAME_MAX_BYTES, clientFrame } from "@/lib/protocol/room";
import { newId } from "@/lib/shared/ids";
import { BODY_MAX_CHARS, checkBody, frameBytes } from "./body";

/**
 * The largest characters in JSON, and their neighbours: quotes, escapes, control characters, wide letters, and all
 * mixed.
 */
const HEAVY = ['"', "\\", "\n", "\t", "\u0001", "\u001b", "\u007f", "\u2028", "가", "😀", "👨‍👩‍👧", '"\u0001😀\\n'];
const fill = (piece: string, length: number) => [..."a", ...piece.repeat(length)].slice(0, length).join("");

it("D4: a text without a problem fits in a frame that the room accepts, with file tokens and every other field", () => {
  const longest = { clientId: newId(), replyTo: Number.MAX_SAFE_INTEGER, seq: Number.MAX_SAFE_INTEGER };
  for (const piece of HEAVY) {
    for (const length of [1, 2_000, 2_667, 2_668, 3_999, 4_000]) {
      const { body, problem } = checkBody(`${fill(piece, length - 1)}z`);
      const sent = { type: "send", body, ...longest };
      const isTaken = clientFrame.safeParse(sent).success && clientFrame.safeParse({ ...sent, type: "edit" }).success;
      expect(isTaken, JSON.stringify([piece, length, problem])).toBe(problem === undefined);
      if (!problem) expect(frameBytes(sent)).toBeLessThan(CLIENT_FRAME_MAX_BYTES - 20_000);
    }
  }
});

it("only control characters can make a text too large before it is too long; quotes, breaks and emoji may be 4,000", () => {
  for (const piece of ['"', "\\", "가", "😀", "a\n"])
    expect(checkBody(fill(piece, 4_000)).problem, piece).toBeUndefined();
  expect(checkBody(fill("\u0001", 4_000))).toMatchObject({ left: 0, problem: "too_large" });
  expect(checkBody(fill("😀", BODY_MAX_CHARS + 1))).toMatchObject({ left: -1, problem: "too_long" });
});

it("an invisible text cannot be sent: spaces, joiners, fillers, direction marks, control characters, blank emoji", () => {
  const blank = [
    "",
    " \n\t",
    "\u200b",
    "\u3164",
    "\u202e",
    "\u2800",
    "\u00ad",
    "\u0001",
    "\u001b\u0007",
    "\ufff9",
    "\u{1d159}",
    "\u{13441}\u{13442}",
    "\u{16fe4}",
    "\u{1107f}",
    "\u2d7f",
    "\ufffc",
  ];
  for (const text of blank) expect(checkBody(text).problem, JSON.stringify(text)).toBe("empty");
  expect(checkBody(blank.join("")).problem).toBe("empty");
  for (const text of ["a", "\u0001.", "\u0600", "😀", "\u0301"]) expect(checkBody(text).problem).toBeUndefined();
});

it("D7: more than 30 combining marks in a row cannot be sent, and are not normalized; 30 can", () => {
  const marks = (length: number) => `a${"\u0315\u0300\u05ae".repeat(length).slice(0, length)}b`;
  expect(checkBody(marks(30)).problem).toBeUndefined();
  expect(checkBody(marks(31)).problem).toBe("marks");
  // U+0344 is two marks in NFC.
  expect(checkBody(`a${"\u0344".repeat(20)}`).problem).toBe("marks");
  const raw = "\u0301\u0316".repeat(2_500);
  expect(checkBody(raw)).toMatchObject({ problem: "marks", body: raw });
});

it("D7: a text is measured before it is normalized; a text that fits afterwards also fits before", () => {
  expect(checkBody("x".repeat(16_001))).toMatchObject({ left: -12_001, problem: "too_long" });
  // Four code units each, and one in NFC.
  expect(checkBody("\u1f82".normalize("NFD").repeat(4_000))).toMatchObject({ left: 0, problem: undefined });
  expect(checkBody(`${" ".repeat(50_000)}x${" ".repeat(50_000)}`)).toMatchObject({ body: "x", problem: undefined });
});

it("a text that storage cannot keep is broken: NUL and half a surrogate pair", () => {
  expect(checkBody("a\0").problem).toBe("broken");
  expect(checkBody("\ud83d").problem).toBe("broken");
});
