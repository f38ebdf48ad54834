import { type MentionRange, splitMentions } from "@/lib/events/mentions";
import type { User } from "@/lib/protocol/room";
import { splitLinks } from "./links";

/** A piece of a text. `user`: it mentions them; `href`: it is an address. */
export interface Piece {
  text: string;
  user?: User;
  href?: string;
}

/** Splits a text at its mentions and addresses. The pieces joined are the text. */
export function piecesOf(text: string, mentions: readonly MentionRange[]): Piece[] {
  return splitMentions(text, mentions).flatMap((piece) => (piece.user ? [piece] : splitLinks(piece.text)));
}
