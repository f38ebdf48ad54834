"use client";

import { LazyCode, useLazyCode } from "@/app/_ui/lazy/lazy-part";
import { mayHaveAddresses } from "@/app/_ui/room/messages/format/needs-parser";
import { Address } from "./address";
import type { Piece } from "./links";

const splitter = new LazyCode(() => import("./links").then((code) => code.splitLinks));

interface LinkedTextProps {
  text: string;
  /** The text's pieces, if the server has split it. */
  rendered?: readonly Piece[];
}

/** A text whose web addresses are links, once the code that finds them is loaded. */
export function LinkedText({ text, rendered }: LinkedTextProps) {
  const isNeeded = rendered === undefined && mayHaveAddresses(text);
  const split = useLazyCode(splitter, isNeeded);
  const pieces: readonly Piece[] = rendered ?? (isNeeded && split ? split(text) : [{ text }]);
  return pieces.map(({ text: piece, href }, i) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: a text's pieces have no other key.
    href ? <Address key={i} text={piece} href={href} tab={0} /> : piece,
  );
}
