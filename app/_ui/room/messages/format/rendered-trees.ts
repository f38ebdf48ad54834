import { createContext } from "react";
import type { Message } from "@/lib/protocol/room";
import type { FormatBlock } from "./tree";

/** The server's trees of the first messages, by seq: only of those that need the parser. */
export type TreesBySeq = Readonly<Record<number, readonly FormatBlock[]>>;

/** Trees are found by text, not by seq: an edit changes the text of a message. */
export function treeKey(text: string, bound: readonly string[] = []): string {
  return JSON.stringify([text, ...bound]);
}

export function renderedTrees(
  messages: readonly Message[],
  trees: TreesBySeq,
): ReadonlyMap<string, readonly FormatBlock[]> {
  const pairs = messages.flatMap(({ seq, body, mentions }) => {
    const tree = trees[seq];
    return tree ? [[treeKey(body, mentions), tree] as const] : [];
  });
  return new Map(pairs);
}

export interface RenderedTrees {
  byText: ReadonlyMap<string, readonly FormatBlock[]>;
  /** Whether the page knows exactly the names with which the server has made them. */
  isCurrent: boolean;
}

export const RenderedTreesContext = createContext<RenderedTrees>({ byText: new Map(), isCurrent: false });
