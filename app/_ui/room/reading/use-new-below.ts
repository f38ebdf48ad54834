import { useState } from "react";
import type { Message } from "@/lib/protocol/room";

/**
 * The number of messages by others that arrived since the user scrolled away from the newest one.
 * @param heard `messages` without those of blocked people, which do not count and do not become new when the block ends.
 */
export function useNewBelow(
  messages: readonly Message[],
  heard: readonly Message[],
  yourId: string,
  atBottom: boolean,
): number {
  const newest = messages.at(-1)?.seq ?? 0;
  const [seen, setSeen] = useState(newest);
  if (atBottom && seen !== newest) setSeen(newest);
  return atBottom ? 0 : countNewBelow(heard, yourId, seen);
}

/** Counts from the end, because most of a long log has been seen. */
export function countNewBelow(messages: readonly Message[], yourId: string, seen: number): number {
  let unseen = 0;
  for (let i = messages.length - 1; i >= 0; i--) {
    const message = messages[i];
    if (!message || message.seq <= seen) break;
    if (message.author.id !== yourId && !message.notice) unseen++;
  }
  return unseen;
}
