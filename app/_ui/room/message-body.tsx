import { splitMentions } from "../../../lib/mentions";
import { type Piece, splitLinks } from "./links";
import { Mention } from "./mention";

/** A message's text as it was written, with its addresses as links and its mentions marked. Never markup, and its direction ends with it. */
export function MessageBody({ text }: { text: string }) {
  // A changed text is a new element: a translator may have put its own elements into this one.
  return <bdi key={text}>{splitLinks(text).map(drawn)}</bdi>;
}

function drawn(piece: Piece, i: number) {
  return piece.href ? (
    <a
      key={i}
      href={piece.href}
      // Whatever direction stands around it: an address read backwards looks like another.
      dir="ltr"
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="rounded-sm text-accent underline underline-offset-2 hover:text-accent-strong"
    >
      {piece.text}
    </a>
  ) : (
    splitMentions(piece.text).map(({ text, mention }, j) =>
      // biome-ignore lint/suspicious/noArrayIndexKey: a text's pieces have no other name.
      mention === undefined ? text : <Mention key={`${i} ${j}`} text={text} mention={mention} />,
    )
  );
}
