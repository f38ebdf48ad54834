/** Unseen notifications after updates of the inbox and answers of the API, and their count. Pure. */
import { mayMention } from "@/lib/events/mentions";
import type { Unseen } from "@/lib/protocol/http/notifications";
import type { InboxUpdate } from "@/lib/protocol/inbox";
import type { User } from "@/lib/protocol/room";
import type { LiveRoom } from "./room-list";

export interface UnseenEntry extends Unseen {
  /** When an update reported it (the server's time, epoch ms); undefined: the API did. */
  addedAt?: number;
}

/** After this time an answer of the API has what an update reported, unless the archive is unavailable. */
const ANSWERED_AFTER_MS = 10_000;

export function findIn<E extends Unseen>(entries: readonly E[], { roomId, seq }: Omit<Unseen, "event">): E | undefined {
  return entries.find((each) => each.roomId === roomId && each.seq === seq);
}

/**
 * The entries after an answer of the API. It may be older than an update, or what that reported may be seen by now: then only the next
 * answer is sure.
 * @param now the server's time (epoch ms)
 */
export function withAnswer(before: readonly UnseenEntry[], answer: readonly Unseen[], now: number): AfterUpdate {
  const late = before.filter((each) => (each.addedAt ?? 0) > now - ANSWERED_AFTER_MS && !findIn(answer, each));
  return { entries: [...late, ...answer], isUnsure: late.length > 0 };
}

/**
 * How many count: a mention or reply until it is read in its room, nothing from a room whose notifications are off, and an invite until
 * the user is a member.
 */
export function countUnseen(entries: readonly Unseen[], rooms: readonly Pick<LiveRoom, "id" | "mine">[]): number {
  const own = new Map(rooms.map(({ id, mine }) => [id, mine]));
  return entries.filter(({ roomId, seq, event }) => {
    const mine = own.get(roomId);
    return !mine || (seq > 0 && mine.notify !== "none" && (event === undefined || event > mine.lastReadSeq));
  }).length;
}

export interface AfterUpdate {
  entries: readonly UnseenEntry[];
  /** Whether it may have changed something that only the API knows. */
  isUnsure: boolean;
}

interface Page {
  /** The user's own room, before the update. */
  room: Pick<LiveRoom, "id" | "direct" | "counted">;
  me: User;
  /** The server's time (epoch ms). */
  now: number;
  /** Whether the list of notifications has shown a mention or reply. */
  wasShown(message: Omit<Unseen, "event">): boolean;
}

/** The entries after an update of the page's own room; the same array if nothing has changed. */
export function withUnseen(
  entries: readonly UnseenEntry[],
  update: InboxUpdate,
  { room, me, now, wasShown }: Page,
): AfterUpdate {
  const { id: roomId, direct, counted } = room;
  const gone = new Set(update.deleted);
  let next = entries.filter((each) => each.roomId !== roomId || !gone.has(each.seq));
  // An update was missed.
  let isUnsure = update.since > counted.to;
  const add = (entry: Unseen) => {
    if (!findIn(next, entry)) next = [{ ...entry, addedAt: now }, ...next];
  };
  for (const { seq, author, mentions, to, repliesTo } of direct ? [] : update.messages) {
    if (author === me.id || seq <= counted.to || wasShown({ roomId, seq })) continue;
    if (to?.includes(me.id) || repliesTo === me.id) add({ roomId, seq, event: seq });
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

function hasEntry(entries: readonly UnseenEntry[], roomId: string, seq: number): boolean {
  return findIn(entries, { roomId, seq }) !== undefined;
}
