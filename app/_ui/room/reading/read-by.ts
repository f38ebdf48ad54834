import type { Message } from "@/lib/protocol/room";

/**
 * The readers of the user's own messages: seq of a message → user ids. Each reader is listed once, at the newest own message that
 * they have read, the reader with the highest read position first.
 */
export function readBy(
  messages: readonly Message[],
  readers: Readonly<Record<string, number>>,
  yourId: string,
): Map<number, string[]> {
  const own = messages.filter((message) => isReceipted(message, yourId)).map(({ seq }) => seq);
  const stands = new Map<number, string[]>();
  const furthestFirst = Object.entries(readers).sort(([a, atA], [b, atB]) => atB - atA || (a < b ? -1 : 1));
  for (const [reader, upTo] of furthestFirst) {
    const seq = reader === yourId ? undefined : own.findLast((each) => each <= upTo);
    if (seq !== undefined) stands.set(seq, [...(stands.get(seq) ?? []), reader]);
  }
  return stands;
}

/**
 * The number of others who have read the user's newest message, in a room that only sends counts. The counts include
 * the user.
 */
export function countOfReaders(
  messages: readonly Message[],
  readCounts: Readonly<Record<string, number>>,
  yourId: string,
): { seq: number; count: number } | undefined {
  const newest = messages.findLast((message) => isReceipted(message, yourId));
  if (!newest) return undefined;
  const atLeast = Object.entries(readCounts).filter(([seq]) => Number(seq) >= newest.seq);
  const count = atLeast.reduce((sum, [, readers]) => sum + readers, 0) - 1;
  return count > 0 ? { seq: newest.seq, count } : undefined;
}

function isReceipted({ author, notice, deletedAt }: Message, yourId: string): boolean {
  return author.id === yourId && !notice && deletedAt === undefined;
}
