import { type Piece, splitLinks } from "./links";

/** A message's text as it was written, with its addresses as links. Never markup, and its direction ends with it. */
export function MessageBody({ text }: { text: string }) {
  return <bdi>{splitLinks(text).map(drawn)}</bdi>;
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
      className="rounded-sm break-all text-accent underline underline-offset-2 hover:text-accent-strong"
    >
      {piece.text}
    </a>
  ) : (
    piece.text
  );
}
