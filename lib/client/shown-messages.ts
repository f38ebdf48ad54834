import { amend } from "@/lib/events/reduce";
import type { Message } from "@/lib/protocol/room";
import { groupBy } from "@/lib/shared/group-by";
import { type Amend, isAmend, type OutboxEntry } from "./outbox/requests";

/** A message for a screen: with the user's own unconfirmed edits, deletes and reactions. */
export interface ShownMessage extends Message {
  /** Its unconfirmed changes: `edit`, `delete`, or an emoji. */
  unconfirmed?: readonly string[];
}

/**
 * The messages that the screen shows: confirmed ones with the user's own pending changes. A message without changes stays the same
 * object. Failed changes are left out, so a refused change is undone at once.
 */
export function shownMessages(
  confirmed: readonly Message[],
  entries: readonly OutboxEntry[],
  yourId: string | undefined,
): readonly ShownMessage[] {
  const pending = entries.filter((entry): entry is OutboxEntry<Amend> => isAmend(entry) && entry.state === "sending");
  if (pending.length === 0 || yourId === undefined) return confirmed;
  const bySeq = groupBy(pending, ({ frame }) => frame.seq);
  return confirmed.map((message) => {
    const own = bySeq.get(message.seq);
    return own && message.deletedAt === undefined ? withOwn(message, own, yourId) : message;
  });
}

function withOwn(message: Message, own: readonly OutboxEntry<Amend>[], by: string): ShownMessage {
  let shown = message;
  for (const { frame, at } of own) shown = amend(shown, eventOf(frame, by, at));
  return { ...shown, unconfirmed: own.map(({ frame }) => (frame.type === "react" ? frame.emoji : frame.type)) };
}

function eventOf(frame: Amend, by: string, at: number): Parameters<typeof amend>[1] {
  const { seq: target } = frame;
  // The change has no seq of its own yet.
  const head = { seq: target, target, by, at };
  switch (frame.type) {
    case "edit":
      return { kind: "edit", body: frame.body, ...head, ...(frame.mentions && { mentions: frame.mentions }) };
    case "delete":
      return { kind: "delete", ...head };
    case "react":
      return { kind: "reaction", emoji: frame.emoji, on: frame.on, ...head };
  }
}
