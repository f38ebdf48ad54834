"use client";

import { useContext } from "react";
import { NamesContext } from "@/app/_ui/room/log/log-context";
import { findMentions, splitMentions } from "@/lib/events/mentions";
import { isOnlyEmoji } from "@/lib/text/emoji";
import { MessageTree } from "./format/message-tree";
import { useMessageTree } from "./format/use-message-tree";
import { Mention } from "./mention";

interface MessageBodyProps {
  text: string;
  /** Ids of the people who were chosen while the text was written. */
  bound: readonly string[] | undefined;
}

/**
 * A message's text with its formats, addresses and highlighted mentions. A few emoji alone are large. Its direction does not affect the
 * text around it.
 */
export function MessageBody({ text, bound }: MessageBodyProps) {
  const tree = useMessageTree(text, bound);
  if (isOnlyEmoji(text)) return <OnlyEmoji text={text} />;
  // A changed text gets a new element: a translator may have put its own elements into the old one.
  return tree ? <MessageTree key={text} blocks={tree} /> : <Written key={text} text={text} bound={bound} />;
}

function OnlyEmoji({ text }: { text: string }) {
  return (
    <bdi data-only-emoji className="font-emoji text-4xl leading-tight">
      {text}
    </bdi>
  );
}

/** A text without formats and addresses, or before the parser is loaded. */
function Written({ text, bound }: MessageBodyProps) {
  const known = useContext(NamesContext);
  return (
    <bdi>
      {splitMentions(text, findMentions(text, known, bound)).map(({ text: piece, user }, i) => {
        // biome-ignore lint/suspicious/noArrayIndexKey: a text's pieces have no other key.
        return user ? <Mention key={i} text={piece} user={user} /> : piece;
      })}
    </bdi>
  );
}
