import { cutText } from "../../../../lib/shared/graphemes";

/** The beginning of a text, at most `max` code points and no character cut in half, with an ellipsis where more follows. */
export function cut(text: string, max: number): string {
  const beginning = cutText(text, max);
  return beginning.length < text.length ? `${beginning}…` : beginning;
}
