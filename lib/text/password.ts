import { countCharacters } from "./text";
import type { TextKind } from "./text-kind";

const PASSWORD_MIN_CHARS = 8;
export const PASSWORD_MAX_CHARS = 128;

/** A password, hashed in NFC, since keyboards differ in how they compose. */
export const PASSWORD_KIND = {
  maxChars: PASSWORD_MAX_CHARS,
  form: (password) => password.normalize("NFC"),
  rules: [
    ["too_short", (password) => countCharacters(password) >= PASSWORD_MIN_CHARS],
    ["too_long", (password) => countCharacters(password) <= PASSWORD_MAX_CHARS],
  ],
} as const satisfies TextKind;
