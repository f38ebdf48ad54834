/** The rule for a message's body. The composer, the edit field, the browser's outbox and the room all use this rule. */
import { countCharacters, hasNoHiddenBreakage, hasTooManyMarks, isVisible, trimBody } from "./text";

/** Longest message body, in characters (code points) after NFC and trim. */
export const BODY_MAX_CHARS = 4_000;
/**
 * Longest message body as JSON, in bytes of UTF-8 without its quotes: 4,000 of the longest letters. Only control characters
 * are longer as JSON (`\u0001`: six bytes), so a text without them reaches the character limit first.
 */
export const BODY_MAX_BYTES = 4 * BODY_MAX_CHARS;

/** The longest text that is normalized, in UTF-16 code units: NFC composes one character from at most four of them. */
const RAW_MAX_UNITS = 4 * BODY_MAX_CHARS;

/**
 * `empty`: nothing visible; `broken`: it cannot be stored; `marks`: too many combining marks in a row; `too_long`: too many
 * characters; `too_large`: too many bytes.
 */
export type BodyProblem = "empty" | "broken" | "marks" | "too_long" | "too_large";

export interface CheckedBody {
  /** The text as it is sent: in NFC, without blank lines at the start or white space at the end. */
  body: string;
  /** How many characters are left; negative: too many characters. */
  left: number;
  /** Why it cannot be sent. */
  problem?: BodyProblem;
}

/** Checks a text before it is sent, saved or accepted: a text without a problem fits a frame. Takes linear time (D7). */
export function checkBody(text: string): CheckedBody {
  const trimmed = trimBody(text);
  const checked = check(trimmed);
  if (checked.problem !== "too_long" && checked.problem !== "too_large") return checked;
  // Other clients count the trimmed text: a text that only its indentation makes too long loses the indentation.
  return check(trimmed.trimStart());
}

function check(raw: string): CheckedBody {
  if (raw.length > RAW_MAX_UNITS)
    return { body: raw, left: BODY_MAX_CHARS - countCharacters(raw), problem: "too_long" };
  if (hasTooManyMarks(raw)) return { body: raw, left: BODY_MAX_CHARS - countCharacters(raw), problem: "marks" };
  const body = raw.normalize("NFC");
  const left = BODY_MAX_CHARS - countCharacters(body);
  return { body, left, problem: problemOf(body, left, body === raw) };
}

function problemOf(body: string, left: number, areMarksCounted: boolean): BodyProblem | undefined {
  if (!hasNoHiddenBreakage(body)) return "broken";
  if (!isVisible(body)) return "empty";
  if (left < 0) return "too_long";
  // Some marks become two in NFC; the room counts the marks of the normalized text again.
  if (!areMarksCounted && hasTooManyMarks(body)) return "marks";
  return bytesAsJson(body) > BODY_MAX_BYTES ? "too_large" : undefined;
}

/** The size of a frame, in bytes of UTF-8. */
export function frameBytes(frame: object): number {
  return new TextEncoder().encode(JSON.stringify(frame)).length;
}

const QUOTES = 2;

function bytesAsJson(text: string): number {
  // A UTF-16 unit takes at most six bytes as JSON, so this text is within the limit and its exact size does not matter.
  if (text.length * 6 <= BODY_MAX_BYTES) return text.length;
  return new TextEncoder().encode(JSON.stringify(text)).length - QUOTES;
}
