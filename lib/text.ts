/** NFC and trim: the form in which every text is measured, compared and stored. */
export function tidy(text: string): string {
  return text.normalize("NFC").trim();
}

/** Length in characters as people count them for a limit: code points, so that an emoji is not two. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Postgres stores neither NUL nor lone surrogates; one such text would block a room's archive for good. */
export function hasNoHiddenBreakage(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}
