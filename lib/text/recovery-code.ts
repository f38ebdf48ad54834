/**
 * A recovery code: 160 random bits as 32 letters in groups of four, to be written on paper. Its holder may set a new
 * password, once.
 */

import { sha256, toBase64 } from "@/lib/shared/bytes";
import type { TextKind } from "./text-kind";

/** Crockford's base 32, which has no ambiguous letters. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LETTERS = 32;
/** Including separators between its groups. */
export const CODE_MAX_CHARS = 2 * CODE_LETTERS;

export function newRecoveryCode(): string {
  // 256 is a multiple of 32, so every letter is equally likely.
  const random = crypto.getRandomValues(new Uint8Array(CODE_LETTERS));
  const letters = [...random].map((byte) => LETTERS[byte % LETTERS.length]).join("");
  return letters.match(/.{4}/g)?.join("-") ?? letters;
}

/** A code as typed becomes its 32 letters, whatever the grouping, case or look-alikes. */
export const RECOVERY_CODE_KIND = {
  maxChars: CODE_MAX_CHARS,
  form: (typed) => typed.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1"),
  rules: [["invalid", (code) => code.length === CODE_LETTERS && [...code].every((letter) => LETTERS.includes(letter))]],
} as const satisfies TextKind;

/** The stored form. A fast hash is enough: nobody can guess 160 random bits. */
export async function hashRecoveryCode(code: string): Promise<string> {
  return `sha256$${toBase64(await sha256(RECOVERY_CODE_KIND.form(code)))}`;
}
