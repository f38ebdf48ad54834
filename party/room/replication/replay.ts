import { chunks } from "@/lib/shared/chunks";
import type { Ports } from "@/party/ports";
import type { EventLog } from "@/party/room/log/event-log";

/** Events in one request, at most. */
const PART_MAX = 500;

/**
 * The archive ends at `head` although it had more: a backup was put in its place. It gets again what the room still has, before
 * anything new, so that no edit or delete comes without its message. What nobody has any more is a hole in the archive, and said.
 */
export async function replayMissing(head: number, log: EventLog, { archive, warn }: Pick<Ports, "archive" | "warn">) {
  const upTo = log.archivedSeq;
  const kept = (await log.keptAfter(head)).filter(({ event }) => event.seq <= upTo);
  const first = kept[0]?.event.seq ?? upTo + 1;
  if (first > head + 1) await archive.skipTo(first - 1);
  for (const part of chunks(kept, PART_MAX)) await archive.append(part, []);
  warn(`database: it was set back to ${head}; given again: ${kept.length}; lost: ${first - 1 - head}`);
}
