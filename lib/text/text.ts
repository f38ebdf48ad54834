/** NFC and trim: the form in which names, descriptions and searches are measured, compared and stored. */
export function tidy(text: string): string {
  return text.normalize("NFC").trim();
}

/**
 * The form in which message bodies are measured, sent and stored: NFC, without blank lines at the start or white space at the
 * end. The first line keeps its indentation, so that pasted code keeps its shape.
 */
export function tidyBody(text: string): string {
  return trimBody(text).normalize("NFC");
}

/** Like `tidyBody`, but without NFC, which is expensive, so that a text can be measured first. */
export function trimBody(text: string): string {
  return text.trimEnd().replace(/^\s*[\n\r\u2028\u2029]/, "");
}

/**
 * The most combining marks in a row: as many as in Unicode's Stream-Safe Text Format (UAX #15), far more than any language needs.
 * Normalizing sorts each row of marks, which takes quadratic time.
 */
const MARKS_MAX = 30;
const TOO_MANY_MARKS = new RegExp(String.raw`\p{M}{${MARKS_MAX + 1}}`, "u");

export function hasTooManyMarks(text: string): boolean {
  return TOO_MANY_MARKS.test(text);
}

/** Length for a limit: code points, so that an emoji does not count twice. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Postgres stores neither NUL nor lone surrogates; one such text would block a room's archive permanently. */
export function hasNoHiddenBreakage(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

/**
 * Some format characters (Cf), such as the Arabic number sign, are visible, so only the invisible ones are listed; also blanks and
 * joiners that Unicode counts as letters or marks, and the placeholder of an object that a text cannot contain (U+FFFC).
 */
const VISIBLE =
  /[^\p{Default_Ignorable_Code_Point}\p{White_Space}\p{Cc}\u2800\u2d7f\ufff9-\ufffc\u{1107f}\u{13430}-\u{13442}\u{16fe4}\u{1d159}]/u;

/** Whether a text has anything visible: not only spaces, joiners, fillers, direction marks and control characters. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}
