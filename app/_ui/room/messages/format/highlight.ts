import { parse, type TokenType } from "sugar-high/core";
import { lang, languages } from "sugar-high/lang";

export interface CodeToken {
  value: string;
  /** Class of the token's colour. Undefined: it has the colour of the text. */
  look?: string;
}

const LOOKS: Partial<Record<TokenType, string>> = {
  keyword: "text-accent font-semibold",
  string: "text-code-string",
  class: "text-code-name",
  property: "text-code-name",
  entity: "text-code-name",
  jsxliterals: "text-code-string",
  comment: "text-muted italic",
};

/** Whole lines of a diff. */
const CHANGES: Record<string, string> = {
  "diff-add": "text-accent",
  "diff-remove": "text-danger",
  "diff-hunk": "text-muted",
};

/** The tokens of code in a language that is named after a fence; undefined: the language is unknown. */
export function highlight(code: string, language: string): CodeToken[] | undefined {
  const [name = ""] = language.toLowerCase().split(/[\s{:,]/);
  const id = lang(name);
  if (!id || id === "plaintext") return undefined;
  const { lines } = parse(code, languages.find((each) => each.id === id)?.config);
  const tokens = lines.flatMap(({ tokens: line, annotations: [change = ""] }, i) => {
    const all = line.map(({ type, value }) => ({ value, look: CHANGES[change] ?? LOOKS[type] }));
    return i < lines.length - 1 ? [...all, { value: "\n", look: undefined }] : all;
  });
  // The highlighter must not change the code: without a match, the code is shown without colours.
  return tokens.map(({ value }) => value).join("") === code ? tokens : undefined;
}
