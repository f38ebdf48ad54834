import { useState } from "react";
import type { Message } from "@/lib/protocol/room";

/**
 * The number of messages by others that arrived since the user scrolled away from the newest one. Counted as they arrive, since not all
 * of them stay loaded.
 * @param heard `recent` without messages of blocked people, which do not count and do not become new when the block ends.
 */
export function useNewBelow(
  recent: readonly Message[],
  heard: readonly Message[],
  yourId: string,
  atBottom: boolean,
): number {
  const newest = recent.at(-1)?.seq ?? 0;
  const [below, setBelow] = useState({ seen: newest, count: 0 });
  if (below.seen !== newest || (atBottom && below.count > 0)) {
    const count = atBottom ? 0 : below.count + countNewBelow(heard, yourId, below.seen);
    setBelow({ seen: newest, count });
  }
  return atBottom ? 0 : below.count;
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
