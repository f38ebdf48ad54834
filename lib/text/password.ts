import { boundedString } from "./bounded-text";
import { countCharacters } from "./text";

const PASSWORD_MIN_CHARS = 8;
export const PASSWORD_MAX_CHARS = 128;

/** A password as typed → as hashed (NFC: keyboards differ in how they compose). Reasons: `too_short`, `too_long`. */
export const passwordSchema = boundedString(PASSWORD_MAX_CHARS)
  .transform((password) => password.normalize("NFC"))
  .refine((password) => countCharacters(password) >= PASSWORD_MIN_CHARS, { params: { reason: "too_short" } })
  .refine((password) => countCharacters(password) <= PASSWORD_MAX_CHARS, { params: { reason: "too_long" } });
