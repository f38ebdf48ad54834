/** A field's text and selection. */
export interface Selected {
  text: string;
  start: number;
  end: number;
}

export type Format = "bold" | "italic" | "strike" | "code" | "spoiler";

/** Italic is `*`, since `_` directly before a Korean particle closes no format. */
const MARKERS: Record<Format, string> = { bold: "**", italic: "*", strike: "~~", code: "`", spoiler: "||" };

/** Puts the format's markers around the selection, or removes them. The selection stays on the same words. */
export function toggleFormat(selected: Selected, format: Format): Selected {
  const { text, ...range } = trimmed(selected);
  const words = text.slice(range.start, range.end);
  if (format === "code" && words.includes("\n")) return toggleFence({ text, ...range });
  const marker = format === "code" && words.includes("`") ? "``" : MARKERS[format];
  const inside = unwrapped(words, marker);
  if (inside !== undefined) return replaced({ text, ...range }, inside);
  const before = text.slice(0, range.start);
  const after = text.slice(range.end);
  if (endsWith(before, marker) && startsWith(after, marker)) {
    const around = { text, start: range.start - marker.length, end: range.end + marker.length };
    return replaced(around, words);
  }
  const wrapped = replaced({ text, ...range }, marker + words + marker);
  return { ...wrapped, start: wrapped.start + marker.length, end: wrapped.end - marker.length };
}

/** Leaves out white space at the selection's ends: a marker next to a space would make no format. */
function trimmed({ text, start, end }: Selected): Selected {
  const words = text.slice(start, end);
  if (words.trim() === "") return { text, start: end, end };
  return {
    text,
    start: start + words.length - words.trimStart().length,
    end: end - words.length + words.trimEnd().length,
  };
}

function replaced({ text, start, end }: Selected, words: string): Selected {
  return { text: text.slice(0, start) + words + text.slice(end), start, end: start + words.length };
}

function unwrapped(words: string, marker: string): string | undefined {
  const isWrapped = words.length > 2 * marker.length && startsWith(words, marker) && endsWith(words, marker);
  return isWrapped ? words.slice(marker.length, -marker.length) : undefined;
}

/** Whether a run of stars contains this marker: three are bold and italic. */
function hasMarker(run: number, marker: string): boolean {
  return marker === "*" ? run === 1 || run >= 3 : run >= marker.length;
}

const runOf = (text: string, marker: string) => {
  let run = 0;
  while (text[run] === marker[0]) run++;
  return run;
};
const startsWith = (text: string, marker: string) => hasMarker(runOf(text, marker), marker);
const endsWith = (text: string, marker: string) =>
  hasMarker(runOf([...text.slice(-4)].reverse().join(""), marker), marker);

const FENCE = "```";

/** Several lines become a block of code, on lines of its own. */
function toggleFence({ text, start, end }: Selected): Selected {
  const words = text.slice(start, end);
  const block = new RegExp(`^${FENCE}[^\n\`]*\n([\\s\\S]*)\n${FENCE}$`).exec(words);
  if (block) return replaced({ text, start, end }, block[1] ?? "");
  const before = start > 0 && text[start - 1] !== "\n" ? "\n" : "";
  const after = end < text.length && text[end] !== "\n" ? "\n" : "";
  const opening = `${before}${FENCE}\n`;
  const { text: next } = replaced({ text, start, end }, `${opening}${words}\n${FENCE}${after}`);
  return { text: next, start: start + opening.length, end: start + opening.length + words.length };
}
