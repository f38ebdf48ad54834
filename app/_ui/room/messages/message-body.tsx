"use client";

import { useContext } from "react";
import { NamesContext } from "@/app/_ui/room/log/log-context";
import { useLineTab } from "@/app/_ui/room/log/roving";
import { isOnlyEmoji } from "@/lib/text/emoji";
import { useFormatted } from "./format/use-formatted";
import { Address } from "./links/address";
import { piecesOf } from "./links/pieces";
import { Mention } from "./mention";

interface MessageBodyProps {
  text: string;
  /** Ids of the people who were chosen while the text was written. */
  bound: readonly string[] | undefined;
}

/**
 * A message's text with its formats, links and highlighted mentions. Until the formatter is loaded, and if the text has no formats,
 * it is shown as it was written. A few emoji alone are large. Its direction does not affect the text around it.
 */
export function MessageBody({ text, bound }: MessageBodyProps) {
  const Formatted = useFormatted(text);
  if (isOnlyEmoji(text)) return <OnlyEmoji text={text} />;
  // A changed text gets a new element: a translator may have put its own elements into the old one.
  const written = <Written key={text} text={text} bound={bound} />;
  return Formatted ? <Formatted key={text} text={text} bound={bound} written={written} /> : written;
}

function OnlyEmoji({ text }: { text: string }) {
  return (
    <bdi data-only-emoji className="font-emoji text-4xl leading-tight">
      {text}
    </bdi>
  );
}

function Written({ text, bound }: MessageBodyProps) {
  const known = useContext(NamesContext);
  const tab = useLineTab();
  return (
    <bdi>
      {piecesOf(text, known, bound).map(({ text: piece, user, href }, i) => {
        // biome-ignore-start lint/suspicious/noArrayIndexKey: a text's pieces have no other key.
        if (user) return <Mention key={i} text={piece} user={user} />;
        if (href) return <Address key={i} text={piece} href={href} tab={tab} />;
        return piece;
        // biome-ignore-end lint/suspicious/noArrayIndexKey: see above.
      })}
    </bdi>
  );
}
