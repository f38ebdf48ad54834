/** Unseen notifications after an update of the inbox. Pure. */
import { mayMention } from "@/lib/events/mentions";
import type { Unseen } from "@/lib/protocol/http/notifications";
import type { InboxUpdate } from "@/lib/protocol/inbox";
import type { User } from "@/lib/protocol/room";
import type { LiveRoom } from "./room-list";
import { findIn, type UnseenEntry } from "./unseen";

export interface AfterUpdate {
  entries: readonly UnseenEntry[];
  /** Whether the update may have changed something that only the API knows. */
  isUnsure: boolean;
}

/**
 * @param shown the keys of mentions and replies that the list of notifications has shown
 * @param room the user's own room, before the update
 * @param now the server's time (epoch ms)
 */
export function withUnseen(
  { entries, shown }: { entries: readonly UnseenEntry[]; shown: ReadonlySet<string | undefined> },
  update: InboxUpdate,
  room: Pick<LiveRoom, "id" | "direct" | "counted">,
  me: User,
  now: number,
): AfterUpdate {
  const { id: roomId, direct, counted } = room;
  const gone = new Set(update.deleted);
  let next = entries.filter((each) => each.roomId !== roomId || !gone.has(each.seq));
  // An update was missed.
  let isUnsure = update.since > counted.to;
  const add = (entry: UnseenEntry) => {
    if (!findIn(next, entry) && !shown.has(keyOf(entry))) next = [{ ...entry, addedAt: now }, ...next];
  };
  for (const { seq, author, mentions, to, repliesTo } of direct ? [] : update.messages) {
    if (author === me.id || seq <= counted.to) continue;
    if (to?.includes(me.id) || repliesTo === me.id) add({ roomId, seq, at: seq });
    else if (!to && mayMention(mentions, me.username)) isUnsure = true;
  }
  // Whether an edit adds a mention, keeps one that was seen, or removes one depends on the text before.
  for (const { seq, to } of update.edited ?? []) isUnsure ||= to.includes(me.id) || hasEntry(next, roomId, seq);
  for (const { seq, at, to, on } of update.reacted ?? []) {
    if (to !== me.id || at <= counted.to) continue;
    if (on) add({ roomId, seq });
    // Others may still react to the message.
    else isUnsure ||= hasEntry(next, roomId, seq);
  }
  const isSame = next.length === entries.length && next.every((each, i) => each === entries[i]);
  return { entries: isSame ? entries : next, isUnsure };
}

/** Undefined: a reaction, which is new even if the entry of its message was shown before, or an invite. */
export function keyOf({ roomId, seq, at }: Unseen): string | undefined {
  return at === undefined ? undefined : `${roomId} ${seq} ${at}`;
}

function hasEntry(entries: readonly UnseenEntry[], roomId: string, seq: number): boolean {
  return findIn(entries, { roomId, seq }) !== undefined;
}
