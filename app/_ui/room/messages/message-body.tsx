"use client";

import { useContext } from "react";
import { NamesContext } from "@/app/_ui/room/log/log-context";
import { useLineTab } from "@/app/_ui/room/log/roving";
import { splitMentions } from "@/lib/events/mentions";
import { type Piece, splitLinks } from "./links/links";
import { Mention } from "./mention";

/**
 * A message's text as it was written, with links and highlighted mentions. The text is never interpreted as markup, and its
 * direction does not affect the text around it.
 */
export function MessageBody({ text, bound }: { text: string; bound: readonly string[] | undefined }) {
  const known = useContext(NamesContext);
  const tab = useLineTab();
  return (
    // A changed text gets a new element: a translator may have put its own elements into the old one.
    <bdi key={text}>
      {splitMentions(text, known, bound).map(({ text: piece, user }, i) =>
        user ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a text's pieces have no other key.
          <Mention key={i} text={piece} user={user} />
        ) : (
          splitLinks(piece).map((link, j) => drawn(link, `${i} ${j}`, tab))
        ),
      )}
    </bdi>
  );
}

function drawn(piece: Piece, key: string, tab: 0 | -1) {
  return piece.href ? (
    <a
      key={key}
      href={piece.href}
      tabIndex={tab}
      // Left to right also within right-to-left text: an address in reverse order looks like another address.
      dir="ltr"
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="rounded-sm text-accent underline underline-offset-2 hover:text-accent-strong"
    >
      {piece.text}
    </a>
  ) : (
    piece.text
  );
}
