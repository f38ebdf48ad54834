import { Address } from "./address";
import { splitLinks } from "./links";

/** A text whose web addresses are links. */
export function LinkedText({ text }: { text: string }) {
  return splitLinks(text).map(({ text: piece, href }, i) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: a text's pieces have no other key.
    href ? <Address key={i} text={piece} href={href} tab={0} /> : piece,
  );
}
