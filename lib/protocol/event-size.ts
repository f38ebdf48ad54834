import { BODY_MAX_BYTES } from "@/lib/text/body";
import type { Event, Message } from "./room";

/** The maximum bytes of messages in one answer of the API (D7). */
const ANSWER_MAX_BYTES = 1_000_000;

/** For everything except text, people and reactions. */
const FRAME_BYTES = 400;
const ID_BYTES = 40;
/** A descriptor without its name and type. */
const FILE_BYTES = 280;

/**
 * Estimates the size of an event or message as JSON, in bytes, from its lengths, since encoding costs more. Too low only for a text
 * with many control characters, which JSON writes as six bytes each.
 */
export function sizeOf(item: Event | Message): number {
  const { body = "", mentions = [], reactions = {}, files = [] } = item as Partial<Message>;
  const users = Object.values(reactions).reduce((sum, ids) => sum + 1 + ids.length, 0);
  const fileBytes = files.reduce((sum, { name, type }) => sum + FILE_BYTES + 3 * name.length + type.length, 0);
  return FRAME_BYTES + Math.min(3 * body.length, BODY_MAX_BYTES) + ID_BYTES * (mentions.length + users) + fileBytes;
}

/** The first items that together fit into `maxBytes`, at least one. */
export function takeWithin<T>(items: readonly T[], maxBytes: number, size: (item: T) => number): T[] {
  let bytes = 0;
  const end = items.findIndex((item, i) => {
    bytes += size(item);
    return i > 0 && bytes > maxBytes;
  });
  return end === -1 ? [...items] : items.slice(0, end);
}

/** The last items that together fit into `maxBytes`, at least one. */
export function takeLastWithin<T>(items: readonly T[], maxBytes: number, size: (item: T) => number): T[] {
  let bytes = 0;
  const before = items.findLastIndex((item, i) => {
    bytes += size(item);
    return i < items.length - 1 && bytes > maxBytes;
  });
  return items.slice(before + 1);
}

/** The first messages that fit into one answer, or into one of its `parts`; at least one. */
export function firstInAnswer(messages: readonly Message[], parts = 1): Message[] {
  return takeWithin(messages, ANSWER_MAX_BYTES / parts, sizeOf);
}

/** The last messages that fit into one answer, or into one of its `parts`; at least one. */
export function lastInAnswer(messages: readonly Message[], parts = 1): Message[] {
  return takeLastWithin(messages, ANSWER_MAX_BYTES / parts, sizeOf);
}
