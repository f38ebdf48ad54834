import type { Room } from "../../../lib/api";
import type { Message } from "../../../lib/protocol";

/** Where somebody stopped reading: what they had not read of what there was when they came in. */
export interface LeftOff {
  from: number;
  upTo: number;
}

/** Undefined where nothing is unread, or for a newcomer, to whom everything would be. */
export function leftOff(mine: Room["mine"], head: number): LeftOff | undefined {
  if (!mine) return undefined;
  const from = mine.unreadFrom ?? mine.lastReadSeq + 1;
  return from <= head ? { from, upTo: head } : undefined;
}

/**
 * How far a member has read: the archive's answer or a later known position, since the archive is a few seconds behind the room.
 * @param known positions that have been read up to; undefined: not known.
 */
export function readAtLeast(mine: Room["mine"], ...known: (number | undefined)[]): Room["mine"] {
  if (!mine) return undefined;
  const lastReadSeq = Math.max(mine.lastReadSeq, ...known.map((seq) => seq ?? 0));
  // Only the archive could count the unread messages after a later position.
  return lastReadSeq === mine.lastReadSeq ? mine : { ...mine, lastReadSeq, unread: 0 };
}

/**
 * The seq of the first unread message; "older" where it lies before what is loaded. Not one's own and no notice: whoever
 * said something from another device has seen the room, and notices count as unread nowhere.
 */
export function firstUnread(
  messages: readonly Message[],
  { from, upTo }: LeftOff,
  yourId: string,
  isComplete: boolean,
): number | "older" | undefined {
  if (!isComplete && (messages[0]?.seq ?? Number.POSITIVE_INFINITY) > from) return "older";
  return messages.find(
    ({ seq, author, notice, deletedAt }) =>
      seq >= from && seq <= upTo && author.id !== yourId && !notice && deletedAt === undefined,
  )?.seq;
}
