import { type Event, type Message, unreachable } from "@/lib/protocol/room";

/** An event with its author's id and its clientId, which amendments lack on the wire. */
export interface LogEntry {
  event: Event;
  by: string;
  clientId: string;
}

/** An event about an earlier message. */
export type Amendment = Exclude<Event, { kind: "message" }>;

export function isAmendment(event: Event): event is Amendment {
  return event.kind !== "message";
}

type Reaction = Extract<Event, { kind: "reaction" }>;

/** The ack of an accepted send, the same for every repeat (R4). */
export interface SendReceipt {
  seq: number;
  sentAt: number;
}

export function timeOf(event: Event): number {
  return event.kind === "message" ? event.sentAt : event.at;
}

export function receiptOf(entry: LogEntry): SendReceipt {
  return { seq: entry.event.seq, sentAt: timeOf(entry.event) };
}

/**
 * The last `max` messages after `events` are applied to `messages` (both oldest first). The only reducer: the room, the
 * server's pages and the browser all use it (R6). Events that are already applied change nothing.
 */
export function reduce(messages: readonly Message[], events: Iterable<Event>, max: number): Message[] {
  const next = [...messages];
  for (const event of events) {
    if (event.kind === "message") {
      if (event.seq > (next.at(-1)?.seq ?? 0)) next.push(event);
      continue;
    }
    const index = indexOf(next, event.target);
    const target = next[index];
    if (target) next[index] = amend(target, event);
  }
  return next.slice(-max);
}

/** Applies one edit, delete or reaction to its message. A deleted message stays as it is. */
export function amend(message: Message, event: Amendment): Message {
  if (message.deletedAt !== undefined) return message;
  switch (event.kind) {
    case "edit": {
      const { mentions: _, ...rest } = message;
      const { mentions } = event;
      return { ...rest, body: event.body, editedAt: event.at, ...(mentions && { mentions }) };
    }
    case "delete": {
      const { editedAt: _, reactions: __, mentions: ___, files: ____, ...rest } = message;
      return { ...rest, body: "", deletedAt: event.at };
    }
    case "reaction":
      return withReaction(message, event);
    default:
      return unreachable(event);
  }
}

/** Users in the order of their ids, so that the same reactions are the same value in whatever order they were added. */
function withReaction({ reactions = {}, ...message }: Message, { emoji, by, on }: Reaction): Message {
  // An emoji is untrusted input: it must not match a property of Object.prototype.
  const before = Object.hasOwn(reactions, emoji) ? (reactions[emoji] ?? []) : [];
  const { [emoji]: _, ...others } = reactions;
  const without = before.filter((id) => id !== by);
  const after = on ? [...without, by].sort() : without;
  const next = after.length > 0 ? { ...others, [emoji]: after } : others;
  return Object.keys(next).length > 0 ? { ...message, reactions: next } : message;
}

/**
 * Removes text from the events that later ones among them delete or replace: returning clients must not get it. Deleted
 * text becomes empty, and the files of a deleted message are removed; replaced text becomes the newest text, so that a
 * message is never drawn empty.
 */
export function withoutOldText(events: readonly Event[]): Event[] {
  const newest = new Map<number, Text>();
  for (const event of events) {
    if (event.kind === "delete") newest.set(event.target, DELETED);
    else if (event.kind === "edit" && newest.get(event.target) !== DELETED) newest.set(event.target, event);
  }
  return events.map((event) => {
    const text = "body" in event ? newest.get(event.kind === "message" ? event.seq : event.target) : undefined;
    if (!text || text === event) return event;
    const { mentions: _, files, ...rest } = event as Event & Text & Pick<Message, "files">;
    const kept = files && text !== DELETED ? { files } : {};
    return { ...rest, ...kept, body: text.body, ...(text.mentions && { mentions: text.mentions }) };
  });
}

type Text = Pick<Message, "body" | "mentions">;
const DELETED: Text = { body: "" };

/** The message with this seq, in messages sorted by seq. */
export function findMessage(messages: readonly Message[], seq: number): Message | undefined {
  return messages[indexOf(messages, seq)];
}

/**
 * The index of the message with this seq, or -1. A binary search: an edit of an old message must not cost the whole
 * list.
 */
function indexOf(messages: readonly Message[], seq: number): number {
  let low = 0;
  let high = messages.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = messages[middle]?.seq ?? 0;
    if (at === seq) return middle;
    if (at < seq) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Whether the events are numbered `first`, `first + 1`, … `last` with none missing. */
export function isContiguous(events: readonly Event[], first: number, last: number): boolean {
  return events.length === last - first + 1 && events.every((event, i) => event.seq === first + i);
}
