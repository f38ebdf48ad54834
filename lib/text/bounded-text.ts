/** Untrusted strings are measured as received, before anything normalizes, splits or matches them (D7). */
import * as z from "zod";
import { hasNoHiddenBreakage } from "./text";

/** NFC composes one character from at most this many UTF-16 code units. */
const UNITS_PER_CHAR = 4;

/** A string whose limit in characters the caller checks afterwards. Reason: `too_long`. */
export const boundedString = (maxChars: number) => z.string().max(UNITS_PER_CHAR * maxChars, { abort: true });

/** Like `boundedString`, for text that Postgres stores or compares. Reasons: `too_long`, `characters`. */
export const boundedText = (maxChars: number) =>
  boundedString(maxChars).refine(hasNoHiddenBreakage, { params: { reason: "characters" }, abort: true });
