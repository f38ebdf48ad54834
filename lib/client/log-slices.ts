/**
 * The part of a room's log that a page has: one or two slices, each of consecutive messages, oldest first. Pure; all functions return
 * new slices and leave the old ones unchanged. Why: docs/decisions/0022-places.md.
 */
import { findMessage, isAmendment, reduce } from "@/lib/events/reduce";
import type { Event, Message } from "@/lib/protocol/room";

export interface LogSlices {
  /** The newest messages, up to the head. */
  recent: readonly Message[];
  /** Older messages, shown instead of `recent`. Undefined: `recent` is shown. */
  past?: readonly Message[];
}

/** How many messages are loaded at once. */
export const SLICE_PAGE = 50;
/** How many messages are added to the shown ones at once: rendering a whole page would be a long task. */
export const SLICE_PART = 5;
/** The shown slice is cut to this once it has more than SHOWN_MAX messages. */
const CUT_TO = 100;
export const SHOWN_MAX = CUT_TO + SLICE_PART;
/**
 * While `past` is shown, `recent` is cut to this once it has more than twice as many messages. A return to the present shows it, so it is as short
 * as the page's first rendering.
 */
const KEPT = 50;

export function shownIn({ recent, past }: LogSlices): readonly Message[] {
  return past ?? recent;
}

/**
 * Applies events to both slices.
 * @param viewed seq of a message on the screen: the slice is cut far from it. Undefined: the end of the slice is on the screen.
 */
export function withEvents(
  { recent, past }: LogSlices,
  events: readonly Event[],
  viewed: number | undefined,
): LogSlices {
  const next = reduce(recent, events, Number.POSITIVE_INFINITY);
  if (!past) return bounded(next, next, viewed);
  return { recent: lastOf(next), past: reduce(past, events.filter(isAmendment), Number.POSITIVE_INFINITY) };
}

/** Adds older messages before the shown slice; those that are not older are left out. */
export function withOlder(slices: LogSlices, older: readonly Message[], viewed: number | undefined): LogSlices {
  const shown = shownIn(slices);
  const first = shown[0]?.seq ?? Number.POSITIVE_INFINITY;
  return bounded([...older.filter(({ seq }) => seq < first), ...shown], slices.recent, viewed);
}

/**
 * The next SLICE_PART messages that follow `past`, if `recent` overlaps it and so has them. Undefined: they have to be requested from the
 * archive, above the seq at which `past` ends.
 */
export function nextInRecent({ recent, past = [] }: LogSlices): readonly Message[] | undefined {
  const last = past.at(-1)?.seq ?? 0;
  const first = recent[0]?.seq ?? Number.POSITIVE_INFINITY;
  return first <= last + 1 ? recent.filter(({ seq }) => seq > last).slice(0, SLICE_PART) : undefined;
}

/** Adds the messages that follow `past`. Those that `recent` does not have yet are left out, since they will arrive there. */
export function withNewer(
  { recent, past }: LogSlices,
  newer: readonly Message[],
  viewed: number | undefined,
): LogSlices {
  if (!past) return { recent };
  const last = past.at(-1)?.seq ?? 0;
  const added = upToHead(newer, recent).filter(({ seq }) => seq > last);
  return bounded([...past, ...added], recent, viewed);
}

/** Shows these consecutive messages from the archive instead of what is shown. */
export function withPast({ recent }: LogSlices, page: readonly Message[]): LogSlices {
  const past = upToHead(page, recent);
  return past.length === 0 ? atPresent({ recent, past }) : settled(past, recent);
}

/** Shows the newest messages. */
export function atPresent({ recent, past }: LogSlices): LogSlices {
  return { recent: past ? lastOf(recent) : recent };
}

function bounded(shown: readonly Message[], recent: readonly Message[], viewed: number | undefined): LogSlices {
  if (shown.length <= SHOWN_MAX) return settled(shown, recent);
  const at = viewed === undefined ? shown.length : shown.findIndex(({ seq }) => seq >= viewed);
  const isNearEnd = at === -1 || at > shown.length / 2;
  return settled(isNearEnd ? shown.slice(-CUT_TO) : shown.slice(0, CUT_TO), recent);
}

/** A shown slice that reaches the head is `recent`; any other one is `past`. */
function settled(shown: readonly Message[], recent: readonly Message[]): LogSlices {
  const newest = recent.at(-1)?.seq ?? 0;
  return (shown.at(-1)?.seq ?? 0) >= newest ? { recent: shown } : { recent: lastOf(recent), past: shown };
}

/** The archive may be behind the room, so `recent` has the newer state of a message. */
function upToHead(page: readonly Message[], recent: readonly Message[]): Message[] {
  const newest = recent.at(-1)?.seq ?? 0;
  return page.filter(({ seq }) => seq <= newest).map((message) => findMessage(recent, message.seq) ?? message);
}

function lastOf(recent: readonly Message[]): readonly Message[] {
  return recent.length > KEPT * 2 ? recent.slice(-KEPT) : recent;
}
