import type { Database } from "@/db/client";
import { ANSWER_MAX_BYTES, sizeOf, takeLastWithin } from "@/lib/protocol/event-size";
import { type Message, RECENT_MAX, type Source } from "@/lib/protocol/room";
import type { RecentCache } from "@/lib/server/redis/recent";
import { recentMessages } from "./messages";

export interface RecentWindow {
  /** The last messages, oldest first; fewer if they take more than ANSWER_MAX_BYTES. */
  messages: Message[];
  /** The seq up to which they are the whole truth: where the socket takes over. */
  head: number;
  source: Exclude<Source, "memory">;
}

/**
 * The recent messages for a first paint: from the Redis list where it is whole and not behind the archive (hit), else from
 * the archive, refilling the list on the way (miss, warm-up; C1, C3). Redis being away is a miss.
 *
 * @param headSeq the archive's head of this room, which the caller has read with the room.
 * @throws when the archive is needed and away.
 */
export async function recentWindow(
  db: Database,
  cache: RecentCache,
  roomId: string,
  headSeq: number,
): Promise<RecentWindow> {
  const list = await cache.read().catch(() => undefined);
  if (list?.messages && list.asOf >= headSeq) {
    return { messages: bounded(list.messages), head: list.asOf, source: "redis" };
  }
  const messages = await recentMessages(db, roomId, RECENT_MAX);
  const head = Math.max(headSeq, messages.at(-1)?.seq ?? 0);
  // Not over a list that knows more of the log than the archive yet: the room is ahead of it there.
  if (list && messages.length > 0 && list.asOf <= head) await cache.warmUp(messages, head, list.top).catch(() => {});
  return { messages: bounded(messages), head, source: "database" };
}

const bounded = (messages: readonly Message[]) => takeLastWithin(messages, ANSWER_MAX_BYTES, sizeOf);
