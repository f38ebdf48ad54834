/** D7: every function that reads a text takes at most linear time, for any text. */

import fc from "fast-check";
import { describe, it } from "vitest";
import { nextPath } from "@/app/_ui/hooks/next-path";
import { mentionAt } from "@/app/_ui/room/composer/mentions/mention-query";
import { parse } from "@/app/_ui/room/messages/format/parse";
import { splitLinks } from "@/app/_ui/room/messages/links/links";
import { mayBeTall } from "@/app/_ui/room/messages/tall";
import { excerptOf } from "@/lib/events/excerpt";
import { findMentions, mayMentionAt, mentionsIn, nameIndex, splitMentions } from "@/lib/events/mentions";
import { clientFrame } from "@/lib/protocol/room";
import { isReservedName, isReservedRoomName } from "@/lib/server/names/reserved-names";
import { usernameKey } from "@/lib/server/names/username-key";
import { parseJson } from "@/lib/shared/parse-json";
import { checkBody } from "@/lib/text/body";
import { isEmoji, isOnlyEmoji } from "@/lib/text/emoji";
import { mayHaveFormats } from "@/lib/text/format/may-have-formats";
import { plainText } from "@/lib/text/format/plain-text";
import { cutText, initialOf } from "@/lib/text/graphemes";
import { hasSyllables, matchOf, searchKey } from "@/lib/text/name-search";
import {
  newUsernameSchema,
  passwordSchema,
  recoveryCodeSchema,
  roomNameSchema,
  usernameSchema,
} from "@/lib/text/schemas";
import { hasNoHiddenBreakage, hasTooManyMarks, isVisible, trimBody } from "@/lib/text/text";
import { fastestRun } from "@/tests/harness/cpu-time";

/** Far above the time that each function needs on a slow machine, and far below that of a quadratic function. */
const BUDGET_US_PER_CHAR = 5;
const FIXED_US = 5_000;
/** The longest texts that reach the functions, before a schema has checked their length: of a frame, and of a name's field. */
const BODY = 16_000;
const NAME = 128;

const people = nameIndex(["mina", "지은", "지은이", "홍길동"].map((username, i) => ({ id: String(i), username })));

const OVER_BODIES: Record<string, (text: string) => unknown> = {
  checkBody,
  splitLinks: (text) => splitLinks(text),
  splitMentions: (text) => splitMentions(text, findMentions(text, people)),
  mentionsIn,
  mayMentionAt: (text) => mayMentionAt(text, text.lastIndexOf("@")),
  mentionAt: (text) => mentionAt(text, text.length),
  excerptOf,
  cutText: (text) => cutText(text, 100),
  mayBeTall,
  mayHaveFormats: (text) => mayHaveFormats(text),
  plainText: (text) => plainText(text, true),
  parse: (text) => parse(text.slice(0, 8_000), { known: people, bound: undefined }),
  trimBody,
  hasTooManyMarks,
  hasNoHiddenBreakage,
  isVisible,
  isEmoji,
  isOnlyEmoji,
  nextPath,
  frame: (body) => clientFrame.safeParse(parseJson(JSON.stringify({ type: "send", clientId: "x", body }))),
};

const OVER_NAMES: Record<string, (text: string) => unknown> = {
  usernameKey,
  isReservedName,
  isReservedRoomName,
  searchKey,
  initialOf,
  matchOf: (text) => matchOf(text.slice(0, 32), text.slice(-32)),
  hasSyllables: (text) => hasSyllables(text.slice(0, 32), text.slice(-32)),
  roomNameSchemaWhole: (text) => roomNameSchema.safeParse(text.repeat(3)),
  usernameSchema: (text) => usernameSchema.safeParse(text),
  newUsernameSchema: (text) => newUsernameSchema.safeParse(text),
  roomNameSchema: (text) => roomNameSchema.safeParse(text),
  passwordSchema: (text) => passwordSchema.safeParse(text),
  recoveryCodeSchema: (text) => recoveryCodeSchema.safeParse(text),
};

/** Characters that text rules treat differently: addresses, brackets, marks, joiners, white space, scripts, surrogates. */
const PIECES = [
  ..."@＠#/.:,;!?'\"()[]{}<>「」（）。、·_-~*`|\\=&%+ \n\t\r\u00a0\u3000\u2028aA1ßéİ가ㄱ漢あ",
  ...[
    "\u0301",
    "\u0316",
    "\u05ae",
    "\u0315",
    "\u1161",
    "\u11a8",
    "\u200d",
    "\ufe0f",
    "\u200b",
    "\u202e",
    "\ufdfa",
    "\u0344",
  ],
  ...["😀", "👩‍👩‍👧", "🇰🇷", "🏴", "\u{e0067}", "\u{e007f}", "\ud83d", "\ude00", "\0", "\u0001"],
  ...[
    "http://",
    "https:",
    "//",
    "www.",
    "xn--",
    "@mina",
    "@지은이",
    "mailto:",
    "a@b.c",
    "1.2.3.4",
    "[::1]",
    ".com",
    "님",
  ],
];
const unit = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(""));
const text = (length: number) =>
  fc
    .tuple(unit, unit, unit)
    .map(([head, body, tail]) => head + body.repeat(Math.ceil(length / body.length)).slice(0, length) + tail);

function holds(over: typeof OVER_BODIES, length: number, runs: number) {
  it.each(Object.entries(over))("D7: %s stays within its time budget per character", (name, run) => {
    run("warm up");
    fc.assert(
      fc.property(text(length), (input) => {
        const limit = FIXED_US + BUDGET_US_PER_CHAR * input.length;
        const took = 1_000 * fastestRun(limit / 1_000, () => run(input));
        if (took > limit) throw new Error(`${name}: ${Math.round(took)} µs for ${input.length} units`);
      }),
      { numRuns: runs },
    );
  });
}

describe("bodies", () => holds(OVER_BODIES, BODY, 60));
describe("names", () => holds(OVER_NAMES, NAME, 200));
