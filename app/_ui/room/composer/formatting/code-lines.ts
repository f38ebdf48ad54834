import type { Selected } from "./toggle-format";

const FENCE = /^ {0,3}(`{3,})([^`]*)$/;
/** After an opening fence only the name of a language may follow; other text is a sentence. */
const LANGUAGE = /^[\w+#.-]{0,20}$/;
const INDENT = "  ";

/** Whether the text before the caret ends in a block of code that is not closed yet. */
export function isInCode(before: string): boolean {
  let open = 0;
  for (const line of before.split("\n")) {
    const [, fence = "", info = ""] = FENCE.exec(line) ?? [];
    if (fence === "" || !LANGUAGE.test(info.trim())) continue;
    if (open === 0) open = fence.length;
    else if (info.trim() === "" && fence.length >= open) open = 0;
  }
  return open > 0;
}

/** Indents the selected lines; without a selection, inserts an indent at the caret. */
export function indented({ text, start, end }: Selected): Selected {
  if (start === end) return { text: text.slice(0, start) + INDENT + text.slice(end), start: start + 2, end: start + 2 };
  return eachLine({ text, start, end }, (line) => INDENT + line);
}

/** Removes one indent from the selected lines. */
export function outdented(selected: Selected): Selected {
  return eachLine(selected, (line) => line.replace(/^(?: {1,2}|\t)/, ""));
}

function eachLine({ text, start, end }: Selected, change: (line: string) => string): Selected {
  const first = text.lastIndexOf("\n", start - 1) + 1;
  const lines = text.slice(first, end).split("\n");
  const changed = lines.map(change);
  const next = changed.join("\n");
  const shift = (changed[0]?.length ?? 0) - (lines[0]?.length ?? 0);
  return {
    text: text.slice(0, first) + next + text.slice(end),
    start: Math.max(first, start + shift),
    end: Math.max(first, first + next.length),
  };
}
