import { isContiguous, withoutOldText } from "@/lib/events/reduce";
import type { Event, Source } from "@/lib/protocol/room";
import type { Ports } from "@/party/ports";
import { ROOM_FRAME_MAX_BYTES } from "./broadcast";
import type { EventLog } from "./log/event-log";

/** A client that missed more events than this gets a fresh window, and reads the rest as history. */
const RESUME_MAX = 1_000;
/**
 * Events in the first page that is read from Redis or the archive. Their size is used to estimate how many more fit.
 */
const FIRST_PAGE = 100;
const PAGE_MIN = 10;

/**
 * The events a client missed. `too_large`: more than fits in a frame. `unavailable`: more than RESUME_MAX,
 * `after` is beyond the head, or no store has all of them. In both cases the client needs a fresh window.
 */
export type Missed = MissedEvents | { status: "too_large" } | { status: "unavailable" };

interface MissedEvents {
  status: "found";
  source: Source;
  /**
   * All events up to the log's head. Call it in the turn in which the answer is sent, so that the answer has no gap.
   * Undefined: memory has dropped some of them meanwhile; send a fresh window.
   */
  take(): Event[] | undefined;
}

const TOO_LARGE = { status: "too_large" } as const;
const UNAVAILABLE = { status: "unavailable" } as const;

/**
 * The events after `after` that a client missed (R5): from memory, else Redis's stream, else the archive.
 * @throws if the archive is needed and unavailable
 */
export async function findMissed(
  after: number,
  log: EventLog,
  ports: Pick<Ports, "cache" | "archive" | "warn">,
): Promise<Missed> {
  if (after > log.head || log.head - after > RESUME_MAX) return UNAVAILABLE;
  const from = log.tailStart;
  if (after + 1 >= from) return found(log, [], after + 1, "memory");
  const rest = log.from(from).map(({ event }) => event);
  const copied = await readPages((seq, max) => ports.cache.after(seq, max), after, from - 1, rest).catch((error) => {
    ports.warn("redis: reading the stream failed", error);
    return [];
  });
  if (!Array.isArray(copied)) return copied;
  if (isContiguous(copied, after + 1, from - 1)) return found(log, copied, from, "redis");
  const archived = await readPages((seq, max) => ports.archive.after(seq, max), after, from - 1, rest);
  if (!Array.isArray(archived)) return archived;
  if (isContiguous(archived, after + 1, from - 1)) return found(log, archived, from, "database");
  return UNAVAILABLE;
}

type ReadAfter = (seq: number, limit: number) => Promise<Event[]>;

/**
 * The available events after `after` up to `upTo`. Reads pages, and stops soon after they no longer fit in a frame
 * together with `rest` (D7).
 */
async function readPages(
  readAfter: ReadAfter,
  after: number,
  upTo: number,
  rest: readonly Event[],
): Promise<Event[] | typeof TOO_LARGE> {
  const events: Event[] = [];
  const left = () => ROOM_FRAME_MAX_BYTES - charactersOf(events) - charactersOf(rest);
  for (let limit = FIRST_PAGE; left() > 0; ) {
    const at = events.at(-1)?.seq ?? after;
    const wanted = Math.min(limit, upTo - at);
    const page = await readAfter(at, wanted);
    events.push(...page);
    if (page.length < wanted || (events.at(-1)?.seq ?? 0) >= upTo) return left() > 0 ? events : TOO_LARGE;
    limit = Math.max(PAGE_MIN, Math.floor(left() / (charactersOf(events) / events.length + 1)));
  }
  return TOO_LARGE;
}

/** Counts only texts. Events are longer, so if the texts are too long the events do not fit either. */
function charactersOf(events: readonly Event[]): number {
  return events.reduce((sum, event) => sum + ("body" in event ? event.body.length : 0), 0);
}

/** @param older events that memory does not have, in order; memory has the rest from the seq `from` on */
function found(log: EventLog, older: Event[], from: number, source: Source): MissedEvents {
  const take = () => {
    if (from < log.tailStart) return undefined;
    return withoutOldText([...older, ...log.from(from).map(({ event }) => event)]);
  };
  return { status: "found", source, take };
}
