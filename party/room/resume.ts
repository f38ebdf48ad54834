import { isContiguous, withoutOldText } from "@/lib/events/reduce";
import type { Event, Source } from "@/lib/protocol/room";
import type { Ports } from "@/party/ports";
import { ROOM_FRAME_MAX_BYTES } from "./broadcast";
import type { EventLog } from "./log/event-log";

/** Who missed more than this starts afresh: a window and history on demand beat a flood. In events. */
const RESUME_MAX = 1_000;
/** Events of the first page that is read from Redis or the archive. Their size is used to estimate how many more fit. */
const FIRST_PAGE = 100;
const PAGE_MIN = 10;

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
 * "too much": they do not fit a frame; undefined: they cannot be sent without a hole. In both cases the client needs a fresh window.
 * @throws when the archive is needed and away.
 */
export async function findMissed(
  after: number,
  log: EventLog,
  ports: Pick<Ports, "cache" | "archive" | "warn">,
): Promise<Missed | "too much" | undefined> {
  if (after > log.head || log.head - after > RESUME_MAX) return undefined;
  const from = log.tailStart;
  if (after + 1 >= from) return missed(log, [], after + 1, "memory");
  const rest = log.from(from).map(({ event }) => event);
  const copied = await read((seq, max) => ports.cache.after(seq, max), after, from - 1, rest).catch((error) => {
    ports.warn("redis: reading the stream failed", error);
    return [];
  });
  if (copied === "too much") return copied;
  if (isContiguous(copied, after + 1, from - 1)) return missed(log, copied, from, "redis");
  const archived = await read((seq, max) => ports.archive.after(seq, max), after, from - 1, rest);
  if (archived === "too much") return archived;
  if (isContiguous(archived, after + 1, from - 1)) return missed(log, archived, from, "database");
  return undefined;
}

type ReadAfter = (seq: number, limit: number) => Promise<Event[]>;

/**
 * The available events after a seq up to another. They are read in pages, and not much more of them than fits a frame together with
 * the `rest` (D7).
 */
async function read(
  readAfter: ReadAfter,
  after: number,
  upTo: number,
  rest: readonly Event[],
): Promise<Event[] | "too much"> {
  const events: Event[] = [];
  const left = () => ROOM_FRAME_MAX_BYTES - charactersOf(events) - charactersOf(rest);
  for (let limit = FIRST_PAGE; left() > 0; ) {
    const at = events.at(-1)?.seq ?? after;
    const wanted = Math.min(limit, upTo - at);
    const page = await readAfter(at, wanted);
    events.push(...page);
    if (page.length < wanted || (events.at(-1)?.seq ?? 0) >= upTo) return left() > 0 ? events : "too much";
    limit = Math.max(PAGE_MIN, Math.floor(left() / (charactersOf(events) / events.length + 1)));
  }
  return "too much";
}

/** Counts only texts. Events are longer, so if the texts are too long the events do not fit either. */
function charactersOf(events: readonly Event[]): number {
  return events.reduce((sum, event) => sum + ("body" in event ? event.body.length : 0), 0);
}

/** @param older what memory does not hold, in order; memory has the rest from the seq `from` on. */
function missed(log: EventLog, older: Event[], from: number, source: Source): Missed {
  const take = () => {
    if (from < log.tailStart) return undefined;
    return withoutOldText([...older, ...log.from(from).map(({ event }) => event)]);
  };
  return { source, take };
}
