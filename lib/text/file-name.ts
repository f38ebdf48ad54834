/** Names of files: whatever a device calls a file → a name that can be shown, stored and saved anywhere. */
import { cutText } from "./graphemes";
import { countCharacters, isVisible } from "./text";

export const FILE_NAME_MAX_CHARS = 100;
/** A file whose name has nothing visible in it. */
const UNNAMED = "file";

/** Control characters, line breaks, and marks that change the direction of the text around them. */
const UNRULY = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** Everything that separates folders. */
const SLASHES = /[/\\\u2044\u2215\u29f8\uff0f\uff3c]/gu;
/** A text with more marks in a row is refused as a body (lib/text/text.ts). */
const MARKS = /(\p{M}{8})\p{M}+/gu;
const ONLY_DOTS = /^[.\s]*$/u;
const EXTENSION = /\.[\p{L}\p{N}_-]{1,12}$/u;

/** At most FILE_NAME_MAX_CHARS characters in NFC, without control and direction characters and slashes. The extension is kept. */
export function fileName(given: string): string {
  const plain = given.toWellFormed().replace(UNRULY, "").replace(SLASHES, "_");
  const name = cut(plain.normalize("NFC").replace(MARKS, "$1").trim());
  return ONLY_DOTS.test(name) || !isVisible(name) ? UNNAMED : name;
}

function cut(name: string): string {
  if (countCharacters(name) <= FILE_NAME_MAX_CHARS) return name;
  const extension = extensionOf(name);
  const stem = name.slice(0, name.length - extension.length);
  return cutText(stem, FILE_NAME_MAX_CHARS - countCharacters(extension)).trimEnd() + extension;
}

/** With its full stop; "" if there is none. */
export function extensionOf(name: string): string {
  return EXTENSION.exec(name)?.[0] ?? "";
}
