import { chunks } from "@/lib/shared/chunks";
import type { Ports } from "@/party/ports";
import type { EventLog } from "@/party/room/log/event-log";

/** Events in one request, at most. */
const PART_MAX = 500;

/**
 * The archive ends at `head` although it had more: it was restored from a backup. Replays the events that the room
 * still has, before anything new, so that no edit or delete comes without its message. Events that are lost leave a gap
 * in the archive, which is logged.
 */
export async function replayMissing(head: number, log: EventLog, { archive, warn }: Pick<Ports, "archive" | "warn">) {
  const upTo = log.archivedSeq;
  const kept = (await log.keptAfter(head)).filter(({ event }) => event.seq <= upTo);
  const first = kept[0]?.event.seq ?? upTo + 1;
  if (first > head + 1) await archive.skipTo(first - 1);
  for (const part of chunks(kept, PART_MAX)) await archive.append(part, []);
  warn(`database: rolled back to ${head}; replayed: ${kept.length}; lost: ${first - 1 - head}`);
}
