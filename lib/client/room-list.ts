/**
 * A list of rooms kept current by inbox updates (lib/protocol/inbox.ts). Pure: a screen keeps the list, passes in
 * answers of GET /api/rooms and updates, and queries the API again for the rooms that `roomsBehind` names.
 */

import { mayMention } from "@/lib/events/mentions";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import type { InboxUpdate } from "@/lib/protocol/inbox";
import { UNREAD_MAX } from "@/lib/protocol/limits";
import type { User } from "@/lib/protocol/room";

const MENTIONED_MAX = UNREAD_MAX;
/** Messages kept one by one in a list's row; older ones are only counted. */
const LATER_MAX = 200;

type NewMessage = InboxUpdate["messages"][number];
type Edited = NonNullable<InboxUpdate["edited"]>[number];

/** A room for a screen: the API's fields with the updates applied, and fields that the API does not have. */
export interface LiveRoom extends RoomInfo {
  /** How many users are online in it; missing until its inbox reported that. */
  online?: number;
  /** Seqs of unread messages that mention this user. */
  mentions: readonly number[];
  /** Not for screens: the data behind the fields above. */
  counted: Counted;
}

/** A message, and the event (itself or an edit) that mentioned this user first. */
type Mentioned = NonNullable<NonNullable<RoomInfo["mine"]>["mentions"]>[number];

interface Deleted {
  seq: number;
  at: number;
}

interface Counted {
  /** The API's last answer. */
  asked: RoomInfo;
  /** Every update after `from` up to `to` has arrived. */
  from: number;
  to: number;
  /** Messages after the API's answer that count, as far as they are known; after a gap, some before `from` are missing. */
  later: readonly NewMessage[];
  /** Messages that mention this user, from the API and updates, oldest first. */
  mentioned: readonly Mentioned[];
  lastReadSeq: number;
  /** The head of the update that had `lastMessage`. */
  previewAt: number;
  isBehind: boolean;
  /** The newest message whose mentions could only be guessed from its text, or the newest edit whose mentions are unknown or may have been read. */
  guessedAt: number;
  /** Deleted messages, and the head of the update that reported the deletion. An older answer still counts them. */
  deleted: readonly Deleted[];
}

/** Rooms from an answer, each with the known updates applied. */
export function liveRooms(answered: readonly RoomInfo[], known: readonly LiveRoom[], me: User): LiveRoom[] {
  const byId = new Map(known.map((room) => [room.id, room]));
  return answered.map((room) => withAnswer(room, byId.get(room.id), me));
}

/** The list after an update; rooms that are not in it are not added. A room without an update stays the same object. */
export function withUpdate(rooms: readonly LiveRoom[], updates: readonly InboxUpdate[], me: User): LiveRoom[] {
  const byRoom = new Map<string, InboxUpdate[]>();
  for (const each of updates) byRoom.set(each.roomId, [...(byRoom.get(each.roomId) ?? []), each]);
  return rooms.map((room) => (byRoom.get(room.id) ?? []).reduce((now, each) => applyUpdate(now, each, me), room));
}

/** The list after this member has added or removed a favourite. */
export function withFavourite(rooms: readonly LiveRoom[], roomId: string, favourite: boolean): LiveRoom[] {
  const change = <R extends RoomInfo>(room: R): R => ({ ...room, mine: room.mine && { ...room.mine, favourite } });
  return rooms.map((room) =>
    room.id === roomId ? { ...change(room), counted: { ...room.counted, asked: change(room.counted.asked) } } : room,
  );
}

/** The list after this page has read a room up to `seq`. */
export function withRead(rooms: readonly LiveRoom[], roomId: string, seq: number, me: User): LiveRoom[] {
  return rooms.map((room) => {
    const { counted } = room;
    if (room.id !== roomId || seq <= counted.lastReadSeq) return room;
    return shown(counted.asked, { ...counted, lastReadSeq: seq }, me, room);
  });
}

/** Newest activity first, as the API orders them. */
export function byActivity<R extends RoomInfo>(rooms: readonly R[]): R[] {
  return [...rooms].sort((a, b) => b.lastActivityAt - a.lastActivityAt || (a.id < b.id ? 1 : -1));
}

/**
 * Rooms whose count or preview may be wrong because updates were missed. Query the API for them after a second, since
 * the archive lags behind the room, and again while they are named, with doubling delays.
 */
export function roomsBehind(rooms: readonly LiveRoom[]): string[] {
  return rooms
    .filter(({ counted: { isBehind, guessedAt, asked } }) => isBehind || guessedAt > asked.headSeq)
    .map(({ id }) => id);
}

function withAnswer(asked: RoomInfo, known: LiveRoom | undefined, me: User): LiveRoom {
  if (!known) return shown(asked, unknown(asked), me);
  const { counted } = known;
  // An outdated answer.
  if (asked.headSeq < counted.asked.headSeq) return known;
  const to = Math.max(counted.to, asked.headSeq);
  const lastReadSeq = Math.max(counted.lastReadSeq, asked.mine?.lastReadSeq ?? 0);
  // Updates are newer for events that the archive did not have when the API answered.
  const fromUpdates = counted.mentioned.filter(({ at }) => at > asked.headSeq);
  const deleted = counted.deleted.filter(({ at }) => at > asked.headSeq);
  const gone = new Set(deleted.map(({ seq }) => seq));
  const mentioned = oncePerMessage([...(asked.mine?.mentions ?? []), ...fromUpdates]).filter(
    ({ seq }) => !gone.has(seq),
  );
  const later = counted.later.filter(({ seq }) => seq > asked.headSeq);
  const next = { ...counted, asked, to, lastReadSeq, later, mentioned, deleted };
  const stale = deleted.filter(({ seq }) => mayBeCounted(seq, next)).map(({ at }) => at);
  const from = Math.max(asked.headSeq >= counted.to ? asked.headSeq : counted.from, ...stale);
  return shown(asked, { ...next, from }, me, known);
}

function unknown(asked: RoomInfo): Counted {
  const { headSeq: head, mine } = asked;
  const none = { later: [], deleted: [], previewAt: 0, isBehind: false, guessedAt: 0 };
  const mentioned = mine?.mentions ?? [];
  return { asked, from: head, to: head, mentioned, lastReadSeq: mine?.lastReadSeq ?? 0, ...none };
}

function applyUpdate(room: LiveRoom, update: InboxUpdate, me: User): LiveRoom {
  const { counted } = room;
  const lastReadSeq = Math.max(counted.lastReadSeq, update.lastReadSeq ?? 0);
  // Repeated or outdated: only its read position may be new.
  if (update.head < counted.to) return shown(counted.asked, { ...counted, lastReadSeq }, me, room);
  const gone = new Set(update.deleted);
  // Only the API knows whether its count includes a message that is deleted now. So the update is treated like a gap.
  const since = update.deleted.some((seq) => mayBeCounted(seq, counted)) ? update.head : update.since;
  const fresh = update.messages.filter(({ seq }) => seq > counted.to);
  // Also after a gap: otherwise the count would drop until the API has answered.
  const later = [...counted.later, ...fresh].filter(({ seq }) => !gone.has(seq));
  const from = since <= counted.to ? counted.from : since;
  const deleted = [...counted.deleted, ...update.deleted.map((seq) => ({ seq, at: update.head }))].slice(-LATER_MAX);
  const edits = (update.edited ?? []).filter((edit) => mentionBy(edit, counted, me) === "unsure").map(({ at }) => at);
  const guesses = [...fresh.filter(isGuess).map(({ seq }) => seq), ...edits];
  const guessedAt = Math.max(counted.guessedAt, update.unarchivedEdit ?? 0, ...guesses);
  const previewAt = update.last ? update.head : counted.previewAt;
  const mentioned = mentionedAfter(counted, update, fresh, me).filter(({ seq }) => !gone.has(seq));
  const changed = { ...room, online: update.online, lastMessage: update.last ?? room.lastMessage };
  if (update.last && fresh.length > 0) changed.lastActivityAt = Math.max(room.lastActivityAt, update.last.sentAt);
  const next = { ...counted, from, to: update.head, later, mentioned, lastReadSeq, previewAt, guessedAt, deleted };
  return shown(counted.asked, next, me, changed);
}

/** Until the archive has the mentions, everybody whose name the text may mean counts as mentioned. */
function isGuess({ to, mentions }: NewMessage): boolean {
  return to === undefined && mentions.length > 0;
}

/**
 * What an edit is for the user's mentions. `known`: the list has the mention; `unsure`: the edit may have kept a mention that the user has
 * read, and only the API knows.
 */
export function mentionBy(
  { seq, to }: Edited,
  { asked, mentioned, lastReadSeq }: Counted,
  me: Pick<User, "id">,
): "none" | "known" | "new" | "unsure" {
  if (!to.includes(me.id)) return "none";
  if (mentioned.some((each) => each.seq === seq)) return "known";
  const isRead = seq <= lastReadSeq && seq < (asked.mine?.unreadFrom ?? Number.POSITIVE_INFINITY);
  return isRead ? "unsure" : "new";
}

function mayBeCounted(seq: number, { asked: { mine, headSeq }, lastReadSeq }: Counted): boolean {
  return !!mine?.unread && seq <= headSeq && seq > (mine.unreadFrom === undefined ? lastReadSeq : mine.unreadFrom - 1);
}

function shown(asked: RoomInfo, before: Counted, me: User, known?: LiveRoom): LiveRoom {
  const { unread, isSure } = unreadIn(before, me);
  const isBehind = before.from > asked.headSeq || !isSure;
  const counted = fold({ ...before, isBehind }, me);
  const { lastReadSeq } = counted;
  return {
    ...asked,
    headSeq: counted.to,
    lastActivityAt: Math.max(asked.lastActivityAt, known?.lastActivityAt ?? 0),
    // The API's value is the newer one if it covers the update.
    lastMessage: asked.headSeq >= counted.previewAt ? asked.lastMessage : known?.lastMessage,
    mine: asked.mine && { ...asked.mine, lastReadSeq, unread },
    online: known?.online,
    mentions: asked.mine ? unreadMentions(before) : [],
    counted,
  };
}

/** Unread messages: those the API counted that are still unread, and those that came later. */
function unreadIn({ asked, later, lastReadSeq }: Counted, me: User): { unread: number; isSure: boolean } {
  const { mine, headSeq } = asked;
  if (!mine) return { unread: 0, isSure: true };
  const hasReadOn = lastReadSeq > mine.lastReadSeq;
  const isMarked = mine.unreadFrom !== undefined;
  const wasUnread = hasReadOn && !isMarked ? Math.min(mine.unread, Math.max(0, headSeq - lastReadSeq)) : mine.unread;
  // Only the API knows which of its messages are read by now, and whether the unread marker still exists.
  const isSure = !hasReadOn || (!isMarked && (lastReadSeq >= headSeq || mine.unread === 0));
  const since = later.filter(({ seq, author }) => author !== me.id && (isMarked || seq > lastReadSeq));
  return { unread: Math.min(UNREAD_MAX, wasUnread + since.length), isSure };
}

/** The messages that mention the user after this update: new messages, and edits that add or remove a mention. */
function mentionedAfter(counted: Counted, update: InboxUpdate, fresh: readonly NewMessage[], me: User): Mentioned[] {
  const { mentioned, to } = counted;
  const mine = fresh.filter(({ author, mentions, to }) => {
    return author !== me.id && (to ? to.includes(me.id) : mayMention(mentions, me.username));
  });
  let next = oncePerMessage([...mentioned, ...mine.map(({ seq }) => ({ seq, at: seq }))]);
  for (const edit of update.edited ?? []) {
    const { seq, at } = edit;
    const found = mentionBy(edit, counted, me);
    if (at <= to || found === "unsure") continue;
    if (found === "none") next = next.filter((each) => each.seq !== seq);
    else next = oncePerMessage([...next, { seq, at }]);
  }
  return next.slice(-MENTIONED_MAX);
}

/** Keeps the first entry of each message: an edit that keeps a mention does not make it newer. */
function oncePerMessage(mentioned: readonly Mentioned[]): Mentioned[] {
  const known = new Set<number>();
  return mentioned.filter(({ seq }) => !known.has(seq) && known.add(seq));
}

function unreadMentions({ asked, mentioned, lastReadSeq }: Counted): number[] {
  const from = asked.mine?.unreadFrom ?? Number.POSITIVE_INFINITY;
  return mentioned.filter(({ seq, at }) => at > lastReadSeq || seq >= from).map(({ seq }) => seq);
}

/**
 * Replaces the oldest of many messages by their count, so that a page that stays open for days does not collect them.
 */
function fold(counted: Counted, me: User): Counted {
  const { asked, later, isBehind, lastReadSeq } = counted;
  if (later.length <= LATER_MAX) return counted;
  const [old, young] = [later.slice(0, -LATER_MAX / 2), later.slice(-LATER_MAX / 2)];
  const headSeq = old.at(-1)?.seq ?? asked.headSeq;
  // After a gap, the old messages do not count until the API has answered. Its answer includes them.
  if (isBehind) return { ...counted, from: Math.max(counted.from, headSeq), later: young };
  const { unread } = unreadIn({ ...counted, later: old }, me);
  return {
    ...counted,
    later: young,
    asked: { ...asked, headSeq, mine: asked.mine && { ...asked.mine, lastReadSeq, unread } },
  };
}
