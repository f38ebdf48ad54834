import type { Event, Message } from "./protocol";

/** One event with what the wire does not repeat: whose it is and which send made it. */
export interface Entry {
  event: Event;
  by: string;
  clientId: string;
}

/** What a sender is told of an accepted send, the first time and every time after (R4). */
export interface Receipt {
  seq: number;
  sentAt: number;
}

export function timeOf(event: Event): number {
  return event.kind === "message" ? event.sentAt : event.at;
}

export function receiptOf(entry: Entry): Receipt {
  return { seq: entry.event.seq, sentAt: timeOf(entry.event) };
}

/** The last `max` messages after `events` have happened to `messages` (both oldest first); an event already in is skipped. */
export function reduce(messages: readonly Message[], events: Iterable<Event>, max: number): Message[] {
  const next = [...messages];
  for (const event of events) {
    const newest = next.at(-1)?.seq ?? 0;
    if (event.kind === "message" && event.seq > newest) next.push(event);
  }
  return next.slice(-max);
}

/** Whether the events are numbered `first`, `first + 1`, … `last` with none missing. */
export function isRun(events: readonly Event[], first: number, last: number): boolean {
  return events.length === last - first + 1 && events.every((event, i) => event.seq === first + i);
}
