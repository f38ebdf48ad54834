import { isOneWriting } from "./scripts";
import { countCharacters, hasNoHiddenBreakage, isVisible, tidy } from "./text";
import type { TextKind } from "./text-kind";

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

/** The username of an existing user, stored in NFC and trimmed. Older names may mix scripts. */
export const USERNAME_KIND = {
  maxChars: USERNAME_MAX_CHARS,
  form: tidy,
  rules: [
    ["characters", hasNoHiddenBreakage],
    ["too_short", (name) => countCharacters(name) >= USERNAME_MIN_CHARS],
    ["too_long", (name) => countCharacters(name) <= USERNAME_MAX_CHARS],
    ["characters", hasOnlyNameCharacters],
    // "." and ".." would vanish from a URL's path.
    ["characters", (name) => LETTER_OR_DIGIT.test(name)],
  ],
} as const satisfies TextKind;

/** A new username is also in one everyday writing system, or in Latin and Hangul. */
export const NEW_USERNAME_KIND = {
  ...USERNAME_KIND,
  rules: [...USERNAME_KIND.rules, ["mixed_scripts", (name) => [name, name.normalize("NFKC")].every(isOneWriting)]],
} as const satisfies TextKind;

/** A room's name, stored in NFC and trimmed. */
export const ROOM_NAME_KIND = {
  maxChars: ROOM_NAME_MAX_CHARS,
  form: tidy,
  rules: [
    ["characters", hasNoHiddenBreakage],
    ["too_short", isVisible],
    ["too_long", (name) => countCharacters(name) <= ROOM_NAME_MAX_CHARS],
    ["characters", (name) => !UNRULY.test(name)],
  ],
} as const satisfies TextKind;

const DESCRIPTION_MAX_CHARS = 500;

/** A room's description, stored in NFC and trimmed; may be empty. */
export const DESCRIPTION_KIND = {
  maxChars: DESCRIPTION_MAX_CHARS,
  form: tidy,
  rules: [
    ["characters", hasNoHiddenBreakage],
    ["too_long", (text) => countCharacters(text) <= DESCRIPTION_MAX_CHARS],
  ],
} as const satisfies TextKind;
