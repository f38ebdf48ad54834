import { cutText } from "@/lib/text/graphemes";

/** The beginning of a text, at most `max` code points without splitting a character, with an ellipsis if text was cut. */
export function cut(text: string, max: number): string {
  const beginning = cutText(text, max);
  return beginning.length < text.length ? `${beginning}…` : beginning;
}
