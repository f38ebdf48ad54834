import { useContext, useEffect, useMemo } from "react";
import { LazyCode, useLoadedCode, usePreload } from "@/app/_ui/lazy/lazy-part";
import { NamesContext } from "@/app/_ui/room/log/log-context";
import { needsParser } from "./needs-parser";
import { RenderedTreesContext, treeKey } from "./rendered-trees";
import type { FormatBlock } from "./tree";

/** If it cannot be loaded, the next message that needs it tries again. */
const parser = new LazyCode(() => import("./parse").then((code) => code.messageTree));

/**
 * What a message shows. Before the parser is loaded, the server's tree, so that hydration does not need the parser. Undefined:
 * the text has no formats and addresses, or is a new one and the parser is not loaded yet; it is then shown as it was written.
 */
export function useMessageTree(text: string, bound: readonly string[] | undefined): readonly FormatBlock[] | undefined {
  const known = useContext(NamesContext);
  const { byText, isCurrent } = useContext(RenderedTreesContext);
  const rendered = byText.get(treeKey(text, bound));
  const isNeeded = needsParser(text) && (rendered === undefined || !isCurrent);
  const parse = useLoadedCode(parser, isNeeded);
  const tree = useMemo(() => (parse ? parse(text, { known, bound }) : rendered), [parse, text, known, bound, rendered]);
  const isAbsent = isNeeded && tree === undefined;
  useEffect(() => {
    if (isAbsent) void parser.load();
  }, [isAbsent]);
  return tree;
}

/** Loads the parser when the page is idle, whether or not a message needs it. */
export function useParserAhead(): void {
  usePreload(parser);
}
