import { isRun, withoutDeletedText } from "../lib/log";
import type { Event, Source } from "../lib/protocol";
import type { Log } from "./log";
import type { Ports } from "./ports";

/** Who missed more than this starts afresh: a window and history on demand beat a flood. In events. */
const RESUME_MAX = 1_000;

export interface Missed {
  source: Source;
  /**
   * Everything up to the log's head. Call it in the turn in which the answer goes out, so that nothing falls between.
   * Undefined: memory has moved on meanwhile; send a fresh window.
   */
  take(): Event[] | undefined;
}

/**
 * What a client that has seen everything up to `after` missed (R5): from memory, else Redis's stream, else the archive.
 * Undefined: it cannot be told without a hole, or is too much; send a fresh window. @throws when the archive is needed and away.
 */
export async function missedSince(
  after: number,
  log: Log,
  ports: Pick<Ports, "cache" | "archive" | "warn">,
): Promise<Missed | undefined> {
  if (after > log.head || log.head - after > RESUME_MAX) return undefined;
  const from = log.tailStart;
  if (after + 1 >= from) return missed(log, [], after + 1, "memory");
  const count = from - 1 - after;
  const copied = await ports.cache.after(after, count).catch((error) => {
    ports.warn("redis: reading the stream failed", error);
    return [];
  });
  if (isRun(copied, after + 1, from - 1)) return missed(log, copied, from, "redis");
  const archived = await ports.archive.after(after, count);
  if (isRun(archived, after + 1, from - 1)) return missed(log, archived, from, "database");
  return undefined;
}

/** @param older what memory does not hold, in order; memory has the rest from the seq `from` on. */
function missed(log: Log, older: Event[], from: number, source: Source): Missed {
  const take = () => {
    if (from < log.tailStart) return undefined;
    return withoutDeletedText([...older, ...log.from(from).map(({ event }) => event)]);
  };
  return { source, take };
}
