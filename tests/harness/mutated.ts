/** Malformed frames: valid ones broken in every way, from a seed. */
import { newId } from "@/lib/shared/ids";
import type { Random } from "@/tests/simulation/random";

const GOOD_LETTERS = ["a", " ", "가", "e\u0301", "👩‍👩‍👧‍👦", '"', "\\", "</script>", "\n", "\u202e", "\u200b"];
const LETTERS = [...GOOD_LETTERS, "\0", "\ud800", "{", "}", ":", ",", "1"];
const ODD_VALUES = [
  null,
  true,
  false,
  -1,
  0,
  1.5,
  1e308,
  2 ** 53,
  "",
  "__proto__",
  "constructor",
  [],
  {},
  [[]],
  { a: {} },
];
const ODD_TEXTS = [
  "",
  " ",
  "null",
  "true",
  "0",
  "-",
  '"',
  "{",
  "[",
  "[]",
  "{}",
  '{"type":',
  "\u0000",
  "NaN",
  '{"type":"send"}',
];

type Json = Record<string, unknown>;

function goodFrame(random: Random, seqs: number): Json {
  const clientId = newId();
  const seq = seqOf(random, seqs);
  const kind = random.weighted({
    send: 4,
    edit: 1,
    delete: 1,
    react: 2,
    read: 1,
    typing: 1,
    sync: 1,
    online: 1,
    mark: 1,
  });
  if (kind === "mark") return { type: kind, id: newId() };
  if (kind === "send") return { type: kind, clientId, body: `m${text(random, 40, GOOD_LETTERS)}`, replyTo: seq };
  if (kind === "edit") return { type: kind, clientId, seq, body: `m${text(random, 40, GOOD_LETTERS)}` };
  if (kind === "delete") return { type: kind, clientId, seq };
  if (kind === "react")
    return { type: kind, clientId, seq, emoji: random.pick(["👍", "❤️", "x", "👍👍"]), on: random.chance(0.5) };
  if (kind === "read") return { type: kind, seq };
  if (kind === "online") return { type: kind, after: random.chance(0.5) ? clientId : "" };
  return kind === "typing" ? { type: kind, on: random.chance(0.5) } : { type: kind, after: seq };
}

/**
 * Mostly a message that the room has in memory: each older one costs a query, and these tests are not about the
 * database.
 */
function seqOf(random: Random, seqs: number): number {
  const from = random.chance(0.02) ? 0 : Math.max(0, seqs - 500);
  return from + 1 + random.int(Math.max(1, seqs - from));
}

function text(random: Random, max: number, letters: readonly string[]): string {
  return Array.from({ length: random.int(max) }, () => random.pick(letters)).join("");
}

function withOddField(frame: Json, random: Random): string {
  const name = random.pick([...Object.keys(frame), "__proto__", "extra"]);
  const value = JSON.stringify(random.pick([...ODD_VALUES, text(random, 6_000, LETTERS)]));
  // As text, so that a field may occur twice and `__proto__` is a field.
  return `${JSON.stringify(frame).slice(0, -1)},${JSON.stringify(name)}:${value}}`;
}

function withoutField(frame: Json, random: Random): string {
  const left = { ...frame };
  delete left[random.pick(Object.keys(frame))];
  return JSON.stringify(left);
}

function withChangedLetters(good: string, random: Random): string {
  const letters = [...good];
  for (let i = random.int(4); i >= 0; i--)
    letters.splice(random.int(letters.length), random.int(3), random.pick(LETTERS));
  return letters.join("");
}

/** In characters. Below the 1 MiB at which the platform ends a socket. */
const TEXT_MAX = 900_000;

function nested(random: Random): string {
  const [open, close] = random.pick([
    ["[", "]"],
    ['{"a":', "}"],
    ['{"type":"send","body":', "}"],
  ] as const);
  const deepest = random.chance(0.05) ? TEXT_MAX : 16_000;
  const depth = 1 + random.int(Math.floor(deepest / (open.length + close.length)));
  return open.repeat(depth) + (random.chance(0.5) ? `1${close.repeat(depth)}` : "");
}

function oversized(frame: Json, random: Random): string {
  const length = random.chance(0.02) ? TEXT_MAX : 10_000 + random.int(20_000);
  return JSON.stringify({ ...frame, body: random.pick(["x", "가", "\\", "\n"]).repeat(length / 3) });
}

/**
 * A frame as text or bytes. Texts have no lone surrogate: the wire cannot carry them. @param seqs the current length of
 * the log
 */
export function mutated(random: Random, seqs: number): string | Buffer {
  const frame = goodFrame(random, seqs);
  const good = JSON.stringify(frame);
  switch (random.weighted({ good: 3, field: 4, missing: 2, cut: 3, letters: 4, odd: 1, nested: 1, big: 1, bytes: 2 })) {
    case "good":
      return good;
    case "field":
      return wellFormed(withOddField(frame, random));
    case "missing":
      return withoutField(frame, random);
    case "cut":
      return wellFormed(good.slice(0, random.int(good.length)));
    case "letters":
      return wellFormed(withChangedLetters(good, random));
    case "odd":
      return random.pick(ODD_TEXTS);
    case "nested":
      return nested(random);
    case "big":
      return wellFormed(oversized(frame, random));
    case "bytes":
      return Buffer.from(random.chance(0.5) ? good : Array.from({ length: random.int(200) }, () => random.int(256)));
  }
}

const wellFormed = (text: string) => Buffer.from(text).toString();
