import type { User } from "@/lib/protocol/room";

/** What a format's content is made of. */
export type Inline =
  | { type: "text"; text: string }
  | { type: "code"; text: string }
  | { type: "address"; text: string; href: string }
  | { type: "mention"; text: string; user: User }
  /** `host`: the site to which it leads, if its text looks like the address of another one. */
  | { type: "link"; href: string; host?: string; children: Inline[] }
  | { type: Emphasis; children: Inline[] };

export type Emphasis = "bold" | "italic" | "strike" | "spoiler";

export interface Item {
  /** The number as it was written; undefined: a bullet. */
  number?: number;
  children: Inline[];
  blocks: FormatBlock[];
}

export type FormatBlock =
  | { type: "text"; children: Inline[] }
  | { type: "code"; text: string; language?: string }
  | { type: "quote"; blocks: FormatBlock[] }
  | { type: "list"; items: Item[] };

/** The text in these nodes, without their formats. */
export function textOf(nodes: readonly Inline[]): string {
  return nodes.map((node) => ("children" in node ? textOf(node.children) : node.text)).join("");
}
