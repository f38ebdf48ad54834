import { utf8Bytes } from "@/lib/shared/bytes";

/** A text with its length in UTF-8, kept together so that a text that is sent often is measured once. */
export interface Encoded {
  text: string;
  bytes: number;
}

export function encoded(text: string): Encoded {
  return { text, bytes: utf8Bytes(text) };
}

export function joined(parts: readonly Encoded[]): Encoded {
  return { text: parts.map(({ text }) => text).join(""), bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0) };
}
