/** Unseen notifications after updates of the inbox and answers of the API, and their count. Pure. */
import { mayMention } from "@/lib/events/mentions";
import type { Unseen } from "@/lib/protocol/http/notifications";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import type { InboxUpdate } from "@/lib/protocol/inbox";
import type { User } from "@/lib/protocol/room";
import type { LiveRoom } from "./room-list";

export interface UnseenEntry extends Unseen {
  /** The event that an update reported, and when it did (the server's time, epoch ms). Undefined: the API reported the entry. */
  reported?: { event: number; at: number };
}

/** After this time an answer of the API has what an update reported, unless the archive is unavailable. Most rooms of an answer tell it sooner. */
const ANSWERED_AFTER_MS = 10_000;

/** After this time a list has what an update reported, unless the archive is unavailable or it is on a further page. */
const LISTED_AFTER_MS = 5_000;

function findIn<E extends Unseen>(entries: readonly E[], { roomId, seq }: Omit<Unseen, "event">): E | undefined {
  return entries.find((each) => each.roomId === roomId && each.seq === seq);
}

/** The first page of the user's own rooms. */
interface Answer {
  rooms: readonly Pick<RoomInfo, "id" | "headSeq">[];
  unseen: readonly Unseen[];
  nextCursor?: string;
}

/**
 * The entries after an answer of the API. What an update reported stays while the archive may have lacked it: until the answer's room has
 * the event, or for a while if a further page has the room.
 * @param now the server's time (epoch ms)
 */
export function withAnswer(
  before: readonly UnseenEntry[],
  { rooms, unseen, nextCursor }: Answer,
  now: number,
): AfterUpdate {
  const heads = new Map(rooms.map(({ id, headSeq }) => [id, headSeq]));
  /** Of a room that the answer does not have: the user has left it, or further pages have it. */
  const otherHead = nextCursor === undefined ? Number.POSITIVE_INFINITY : 0;
  const isLate = ({ roomId, reported }: UnseenEntry) =>
    reported !== undefined &&
    reported.at > now - ANSWERED_AFTER_MS &&
    reported.event > (heads.get(roomId) ?? otherHead);
  const late = before.filter((each) => isLate(each));
  const others = unseen.filter((each) => !findIn(late, each));
  return {
    entries: [...late, ...others.map((each) => withReported(each, findIn(before, each)?.reported))],
    isUnsure: late.some((each) => !findIn(unseen, each)),
  };
}

function withReported(entry: Unseen, reported: UnseenEntry["reported"]): UnseenEntry {
  return reported ? { ...entry, reported } : entry;
}

/** Whether these entries, in a list or unseen, have this one with its newest known event. */
export function hasWithEvent(listed: readonly UnseenEntry[], entry: UnseenEntry): boolean {
  const found = findIn(listed, entry);
  return found !== undefined && newestEvent(found) >= newestEvent(entry);
}

function newestEvent({ event = 0, reported }: UnseenEntry): number {
  return Math.max(event, reported?.event ?? 0);
}

/** Whether a list that was just loaded lacks this entry because the archive did not have it yet. */
export function isTooNewFor(listed: readonly UnseenEntry[], entry: UnseenEntry, now: number): boolean {
  return (entry.reported?.at ?? 0) > now - LISTED_AFTER_MS && !hasWithEvent(listed, entry);
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
  room: Pick<LiveRoom, "id" | "direct" | "counted" | "mine">;
  me: User;
  /** The server's time (epoch ms). */
  now: number;
  /** Whether the list of notifications has shown a message's entry with this event. */
  wasShown(place: { roomId: string; seq: number; event: number }): boolean;
}

/** The entries after an update of the page's own room; the same array if nothing has changed. */
export function withUnseen(
  entries: readonly UnseenEntry[],
  update: InboxUpdate,
  { room, me, now, wasShown }: Page,
): AfterUpdate {
  const { id: roomId, direct, counted, mine } = room;
  const gone = new Set(update.deleted);
  let next = entries.filter((each) => each.roomId !== roomId || !gone.has(each.seq));
  // An update was missed.
  let isUnsure = update.since > counted.to;
  const add = (entry: Unseen, event: number) => {
    const { seq } = entry;
    if (mine?.notify === "none" || wasShown({ roomId, seq, event })) return;
    const known = findIn(next, entry);
    // The API's entry of reactions has no event.
    if (known && Math.max(counted.to, newestEvent(known)) >= event) return;
    // A further reaction moves its entry to the top.
    next = [{ ...entry, reported: { event, at: now } }, ...next.filter((each) => each !== known)];
  };
  /** The next answer decides whether the message still has an entry. */
  const doubt = (seq: number) => {
    const known = findIn(next, { roomId, seq });
    if (!known) return;
    isUnsure = true;
    const doubted = { ...known, ...(known.reported && { reported: { ...known.reported, at: 0 } }) };
    next = next.map((each) => (each === known ? doubted : each));
  };
  for (const { seq, author, mentions, to, repliesTo } of direct ? [] : update.messages) {
    if (author === me.id || seq <= counted.to) continue;
    if (to?.includes(me.id) || repliesTo === me.id) add({ roomId, seq, event: seq }, seq);
    else if (!to && mayMention(mentions, me.username)) isUnsure = true;
  }
  // Whether an edit adds a mention, keeps one that was seen, or removes one depends on the text before.
  for (const { seq, to } of update.edited ?? []) {
    if (to.includes(me.id)) isUnsure = true;
    else doubt(seq);
  }
  for (const { seq, at, to, on } of update.reacted ?? []) {
    if (to !== me.id || at <= counted.to) continue;
    if (on) add({ roomId, seq }, at);
    // Others may still react to the message.
    else doubt(seq);
  }
  const isSame = next.length === entries.length && next.every((each, i) => each === entries[i]);
  return { entries: isSame ? entries : next, isUnsure };
}
