import { boundedText } from "./bounded-text";
import { isOneWriting } from "./scripts";
import { countCharacters, isVisible, tidy } from "./text";

const USERNAME_MIN_CHARS = 2;
export const USERNAME_MAX_CHARS = 32;
export const ROOM_NAME_MAX_CHARS = 80;

/** A letter or digit with at most four marks (enough for real writing), or one of `_ . -`. */
const USERNAME = /^(?:[\p{L}\p{Nd}][\p{Mn}\p{Mc}]{0,4}|[_.-])+$/u;
const LETTER_OR_DIGIT = /[\p{L}\p{Nd}]/u;
/** Invisible, though some of these count as letters (the Hangul fillers) or marks (variation selectors). */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;

/** Control characters and line breaks, and the bidi controls that would reorder the text around a room's name. */
const UNRULY = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** Both forms must pass: some single letters become spaces or symbols under NFKC. */
function hasOnlyNameCharacters(name: string): boolean {
  return [name, name.normalize("NFKC")].every((form) => USERNAME.test(form) && !INVISIBLE.test(form));
}

const tidied = (maxChars: number) => boundedText(maxChars).transform(tidy);

/** The username of an existing user: as typed → as stored. Older names may mix scripts. */
export const usernameSchema = tidied(USERNAME_MAX_CHARS)
  .refine((name) => countCharacters(name) >= USERNAME_MIN_CHARS, { params: { reason: "too_short" }, abort: true })
  .refine((name) => countCharacters(name) <= USERNAME_MAX_CHARS, { params: { reason: "too_long" }, abort: true })
  .refine(hasOnlyNameCharacters, { params: { reason: "characters" }, abort: true })
  // "." and ".." would vanish from a URL's path.
  .refine((name) => LETTER_OR_DIGIT.test(name), { params: { reason: "characters" }, abort: true });

/**
 * A username as typed → as stored (NFC, trimmed), in one everyday writing system, or in Latin and Hangul.
 * Reasons: `too_short`, `too_long`, `characters`, `mixed_scripts`.
 */
export const newUsernameSchema = usernameSchema.refine((name) => [name, name.normalize("NFKC")].every(isOneWriting), {
  params: { reason: "mixed_scripts" },
});

/** A room's name as typed → as stored (NFC, trimmed). Reasons: `too_short`, `too_long`, `characters`. */
export const roomNameSchema = tidied(ROOM_NAME_MAX_CHARS)
  .refine(isVisible, { params: { reason: "too_short" }, abort: true })
  .refine((name) => countCharacters(name) <= ROOM_NAME_MAX_CHARS, { params: { reason: "too_long" }, abort: true })
  .refine((name) => !UNRULY.test(name), { params: { reason: "characters" } });
