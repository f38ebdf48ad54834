/** Strings that strangers send are measured as they came, before anything normalizes, splits or matches them (D7). */
import { z } from "zod";
import { hasNoHiddenBreakage } from "./text";

/** What NFC makes one character of has at most this many UTF-16 code units. */
const UNITS_PER_CHAR = 4;

/** A string whose limit in characters the caller checks afterwards. Reason: `too_long`. */
export const boundedString = (maxChars: number) => z.string().max(UNITS_PER_CHAR * maxChars, { abort: true });

/** The same, for a text that Postgres is to keep or compare. Reasons: `too_long`, `characters`. */
export const boundedText = (maxChars: number) =>
  boundedString(maxChars).refine(hasNoHiddenBreakage, { params: { reason: "characters" }, abort: true });
