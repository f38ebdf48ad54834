import { mayHaveFormats } from "@/lib/text/format/may-have-formats";

const ADDRESS = /https?:\/\//i;

/** Whether a text can have formats or addresses, by a cheap test: most messages have none, and are shown without the parser. */
export function needsParser(text: string): boolean {
  return ADDRESS.test(text) || mayHaveFormats(text);
}
