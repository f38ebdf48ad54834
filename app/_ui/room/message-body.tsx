import { splitLinks } from "./links";

/** A message's text as it was written, with its addresses as links. Never markup. */
export function MessageBody({ text }: { text: string }) {
  return splitLinks(text).map((piece, i) =>
    piece.href ? (
      <a
        // biome-ignore lint/suspicious/noArrayIndexKey: a text's pieces never change places.
        key={i}
        href={piece.href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="rounded-sm break-all text-accent underline underline-offset-2 hover:text-accent-strong"
      >
        {piece.text}
      </a>
    ) : (
      piece.text
    ),
  );
}
