"use client";

import { useLineTab } from "@/app/_ui/room/log/roving";
import { Address, LINK_LOOK } from "@/app/_ui/room/messages/links/address";
import { Mention } from "@/app/_ui/room/messages/mention";
import { Code } from "./code";
import { Spoiler } from "./spoiler";
import { type FormatBlock, type Inline, type Item, textOf } from "./tree";

/** A message's text with its formats. Only elements of this file and its parts are ever made from a text. */
export function MessageTree({ blocks }: { blocks: readonly FormatBlock[] }) {
  const [only, ...others] = blocks;
  if (only?.type === "text" && others.length === 0) {
    return (
      <bdi>
        <Inlines nodes={only.children} />
      </bdi>
    );
  }
  return (
    <div className="flex flex-col gap-1.5">
      <Blocks blocks={blocks} />
    </div>
  );
}

// The index can be the key: each text has a new tree, in which nothing moves.
const keyed = <T,>(all: readonly T[]) => all.map((each, i) => [String(i), each] as const);

function Blocks({ blocks }: { blocks: readonly FormatBlock[] }) {
  return keyed(blocks).map(([key, block]) => <OneBlock key={key} block={block} />);
}

function OneBlock({ block }: { block: FormatBlock }) {
  switch (block.type) {
    case "text":
      return (
        <bdi className="block">
          <Inlines nodes={block.children} />
        </bdi>
      );
    case "code":
      return <Code text={block.text} language={block.language} />;
    case "quote":
      return (
        <blockquote className="flex flex-col gap-1.5 border-l-4 border-line-strong pl-2.5">
          <Blocks blocks={block.blocks} />
        </blockquote>
      );
    case "list":
      return <Items items={block.items} />;
  }
}

function Items({ items }: { items: readonly Item[] }) {
  const lines = keyed(items).map(([key, { number, children, blocks }]) => (
    <li key={key} value={number}>
      <bdi>
        <Inlines nodes={children} />
      </bdi>
      <Blocks blocks={blocks} />
    </li>
  ));
  // Numbers up to 999 need more room than bullets.
  const isNumbered = items.some(({ number }) => number !== undefined);
  return isNumbered ? <ol className="list-decimal pl-8">{lines}</ol> : <ul className="list-disc pl-5">{lines}</ul>;
}

function Inlines({ nodes }: { nodes: readonly Inline[] }) {
  return keyed(nodes).map(([key, node]) => <OneInline key={key} node={node} />);
}

function OneInline({ node }: { node: Inline }) {
  const tab = useLineTab();
  switch (node.type) {
    case "text":
      return node.text;
    case "code":
      return <code className="rounded-md bg-sunken px-1 py-0.5 font-mono text-[0.9em]">{node.text}</code>;
    case "address":
      return <Address text={node.text} href={node.href} tab={tab} />;
    case "mention":
      return <Mention text={node.text} user={node.user} />;
    case "link":
      return <WrittenLink {...node} tab={tab} />;
    case "spoiler":
      return (
        <Spoiler text={textOf(node.children)}>
          <Inlines nodes={node.children} />
        </Spoiler>
      );
    default: {
      const Element = ELEMENTS[node.type];
      return (
        <Element>
          <Inlines nodes={node.children} />
        </Element>
      );
    }
  }
}

const ELEMENTS = { bold: "strong", italic: "em", strike: "s" } as const;

function WrittenLink({ href, host, children, tab }: Extract<Inline, { type: "link" }> & { tab: 0 | -1 }) {
  return (
    <a href={href} tabIndex={tab} target="_blank" rel="noopener noreferrer nofollow" className={LINK_LOOK}>
      <bdi>
        <Inlines nodes={children} />
      </bdi>
      {host && (
        <bdi dir="ltr" className="text-muted">
          {` (${host})`}
        </bdi>
      )}
    </a>
  );
}
