import type { RoomInfo } from "@/lib/protocol/http/rooms";
import type { Message } from "@/lib/protocol/room";

/** The range of messages that were unread when the user opened the room, or that the user has marked as unread since. */
export interface UnreadMarker {
  from: number;
  upTo: number;
  /** Whether the user has marked the message `from` as unread. The marker is then there even if they wrote it themselves. */
  isPlaced?: boolean;
}

/** Undefined if nothing is unread, or if the user was not a member yet, since every message would be unread then. */
export function unreadMarker(mine: RoomInfo["mine"], head: number): UnreadMarker | undefined {
  if (!mine) return undefined;
  const from = mine.unreadFrom ?? mine.lastReadSeq + 1;
  return from <= head ? { from, upTo: head, isPlaced: mine.unreadFrom !== undefined } : undefined;
}

/**
 * A member's read position when a visit of the room began. The room knows it best: the archive is a few seconds behind,
 * and its response may be so late that it includes messages read during the visit.
 * @param readBefore this page's read position when the visit began; 0: none.
 * @param byRoom the read position in the room's welcome; undefined: none.
 */
export function readAsOf(mine: RoomInfo["mine"], readBefore: number, byRoom: number | undefined): RoomInfo["mine"] {
  if (!mine) return undefined;
  const lastReadSeq = Math.max(readBefore, byRoom ?? mine.lastReadSeq);
  // Only the archive can count unread messages, so from another read position their number is unknown (0).
  return lastReadSeq === mine.lastReadSeq ? mine : { ...mine, lastReadSeq, unread: 0 };
}

/**
 * The seq of the first unread message; "older" if it may be before the loaded messages. Skips messages that never count as unread:
 * own ones, unless the user has marked one (a user who wrote on another device has seen the room), deleted ones, system messages
 * and those of blocked people.
 */
export function firstUnread(
  messages: readonly Message[],
  { from, upTo, isPlaced = false }: UnreadMarker,
  yourId: string,
  isComplete: boolean,
  blockedIds: ReadonlySet<string> = new Set(),
): number | "older" | undefined {
  if (!isComplete && (messages[0]?.seq ?? Number.POSITIVE_INFINITY) > from) return "older";
  return messages.find(
    ({ seq, author, notice, deletedAt }) =>
      seq >= from &&
      seq <= upTo &&
      (isPlaced || author.id !== yourId) &&
      !blockedIds.has(author.id) &&
      !notice &&
      deletedAt === undefined,
  )?.seq;
}
