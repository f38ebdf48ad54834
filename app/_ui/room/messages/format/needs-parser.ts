import { mayHaveFormats } from "@/lib/text/format/may-have-formats";

const ADDRESS = /https?:\/\//i;

/** Whether a text can have web addresses, by a cheap test. */
export function mayHaveAddresses(text: string): boolean {
  return ADDRESS.test(text);
}

/** Whether a text can have formats or addresses, by a cheap test: most messages have none, and are shown without the parser. */
export function needsParser(text: string): boolean {
  return mayHaveAddresses(text) || mayHaveFormats(text);
}
