import type { RoomInfo } from "@/lib/protocol/http/rooms";
import type { Message } from "@/lib/protocol/room";

/** Where somebody stopped reading: what they had not read of what there was when they came in. */
export interface UnreadMarker {
  from: number;
  upTo: number;
}

/** Undefined where nothing is unread, or for a newcomer, to whom everything would be. */
export function unreadMarker(mine: RoomInfo["mine"], head: number): UnreadMarker | undefined {
  if (!mine) return undefined;
  const from = mine.unreadFrom ?? mine.lastReadSeq + 1;
  return from <= head ? { from, upTo: head } : undefined;
}

/**
 * How far a member had read when a visit of the room began. The room knows it best: the archive is a few seconds behind, and its answer
 * may come so late that it covers what was read during the visit.
 * @param readBefore how far this page had read then; 0: not at all.
 * @param byRoom what the room's welcome said; undefined: nothing.
 */
export function readAsOf(mine: RoomInfo["mine"], readBefore: number, byRoom: number | undefined): RoomInfo["mine"] {
  if (!mine) return undefined;
  const lastReadSeq = Math.max(readBefore, byRoom ?? mine.lastReadSeq);
  // Only the archive could count the unread messages after another position.
  return lastReadSeq === mine.lastReadSeq ? mine : { ...mine, lastReadSeq, unread: 0 };
}

/**
 * The seq of the first unread message; "older" where it lies before what is loaded. Not one's own and no notice: whoever
 * said something from another device has seen the room, and notices and blocked people count as unread nowhere.
 */
export function firstUnread(
  messages: readonly Message[],
  { from, upTo }: UnreadMarker,
  yourId: string,
  isComplete: boolean,
  blockedIds: ReadonlySet<string> = new Set(),
): number | "older" | undefined {
  if (!isComplete && (messages[0]?.seq ?? Number.POSITIVE_INFINITY) > from) return "older";
  return messages.find(
    ({ seq, author, notice, deletedAt }) =>
      seq >= from &&
      seq <= upTo &&
      author.id !== yourId &&
      !blockedIds.has(author.id) &&
      !notice &&
      deletedAt === undefined,
  )?.seq;
}
