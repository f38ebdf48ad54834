import { findMessage } from "@/lib/events/reduce";
import { CLOSE, type RemovalReason } from "@/lib/protocol/connection";
import type { Role } from "@/lib/protocol/levels";
import type { Event, Message, RoomFrame, User } from "@/lib/protocol/room";
import { type Amend, isAmend, isSend, type LocalFile, type OutboxEntry, type RequestFailure } from "./outbox/requests";
import type { LogView } from "./room-log";
import type { ShownMessage } from "./shown-messages";

/** A message of the user that the room has not confirmed yet. */
export interface PendingMessage {
  clientId: string;
  body: string;
  replyTo?: number;
  /** Ids of the users who were chosen for its @names. */
  mentions?: string[];
  files?: readonly LocalFile[];
  /** Epoch ms. */
  at: number;
  state: "sending" | "failed";
  reason?: RequestFailure;
}

/** The state of a room for a screen. A new object on every change, never changed in place. */
export interface RoomClientState {
  /** `offline` only after 5 s without a connection; `closed` does not reconnect. */
  status: "connecting" | "live" | "offline" | "closed";
  closed?: "forbidden" | RemovalReason | "signed_out" | "other_account" | "not_found" | "room_closed" | "version";
  /** `preview`: not a member, so they cannot write. */
  you?: User & { role: Role; preview?: true };
  /** The messages to show: confirmed, consecutive, oldest first, with the user's own unconfirmed changes. */
  messages: readonly ShownMessage[];
  /** The newest messages; the same as `messages` at the present. */
  recent: readonly Message[];
  /** Which messages are shown. Pending ones follow `recent`, so they are shown only at the present. */
  view: LogView;
  /** Originals of loaded replies that are not loaded themselves, in their current state; oldest first. */
  quoted: readonly Message[];
  pending: readonly PendingMessage[];
  /** The user's own edits, deletes and reactions that failed, until they are dismissed. */
  undone: readonly OutboxEntry<Amend>[];
  /** Whether this page has a request that the room may not have. */
  isUnsent: boolean;
  /** Users who are online, as far as they are loaded. */
  online: readonly User[];
  /** How many users are online, loaded or not. */
  onlineCount: number;
  /** Where the next page of `online` begins; undefined: all are loaded. */
  onlineNext?: string;
  /** The newest seq seen. */
  head: number;
  /** The newest message or edit: the read position of a user who has seen all messages in their current state. */
  readTo: number;
  /** User id → read position. */
  readers: Readonly<Record<string, number>>;
  /**
   * Instead of `readers` in a room with many readers: seq → how many users, including the own user, have read
   * exactly up to it, for the last such seqs.
   */
  readCounts?: Readonly<Record<string, number>>;
  /** The ids of the other users who are typing. */
  typing: readonly string[];
}

export function emptyState(initial: { messages: readonly Message[]; head: number }): RoomClientState {
  const nobody = { quoted: [], pending: [], undone: [], isUnsent: false, readers: {}, typing: [], ...NOBODY_ONLINE };
  const { messages, head } = initial;
  return { status: "connecting", messages, recent: messages, view: "present", head, readTo: head, ...nobody };
}

const pendingOf = new WeakMap<OutboxEntry, PendingMessage>();

/** The outbox's messages in the form for screens. An unchanged entry stays the same object. */
export function outboxState(entries: readonly OutboxEntry[]): Pick<RoomClientState, "pending" | "undone"> {
  const pending = entries.filter(isSend).map((entry) => {
    const { type: _, files: __, ...frame } = entry.frame;
    const { at, state, reason, files } = entry;
    const known = pendingOf.get(entry);
    const made = known ?? { ...frame, at, state, ...(reason && { reason }), ...(files && { files }) };
    pendingOf.set(entry, made);
    return made;
  });
  return { pending, undone: entries.filter(isAmend).filter(({ state }) => state === "failed") };
}

/** The message with this seq, if it is shown or among the newest ones. */
export function loadedMessage(
  { messages, recent }: Pick<RoomClientState, "messages" | "recent">,
  seq: number,
): Message | undefined {
  return findMessage(messages, seq) ?? findMessage(recent, seq);
}

/** With more quoted messages than this, only those stay that a loaded reply quotes. */
const QUOTED_MAX = 300;

/** Adds messages to those that are only quoted. */
export function withQuoted(
  { quoted, messages, recent, pending }: RoomClientState,
  found: readonly Message[],
): Pick<RoomClientState, "quoted"> {
  const known = new Set(quoted.map(({ seq }) => seq));
  const next = [...quoted, ...found.filter(({ seq }) => !known.has(seq))].sort((a, b) => a.seq - b.seq);
  if (next.length <= QUOTED_MAX) return { quoted: next };
  const used = new Set([...messages, ...recent, ...pending].map(({ replyTo }) => replyTo));
  return { quoted: next.filter(({ seq }) => used.has(seq)) };
}

type Receipts = Pick<RoomClientState, "readers" | "readCounts">;

/** Applies an update of receipts: in a small room it has only the changed positions. */
export function withReads(before: Receipts, { readers, readCounts }: Extract<RoomFrame, { type: "read" }>): Receipts {
  if (readCounts || before.readCounts) return { readers, readCounts };
  const next = { ...before.readers, ...readers };
  // Seq 0: the user has left the room or has turned receipts off.
  return { readers: Object.fromEntries(Object.entries(next).filter(([, seq]) => seq > 0)), readCounts };
}

/** A user who sends a message has read everything before it; the room does not send a receipt for that. */
export function withAuthors(readers: RoomClientState["readers"], events: readonly Event[]): RoomClientState["readers"] {
  let next = readers;
  for (const event of events) {
    if (event.kind !== "message" || event.notice) continue;
    const { id } = event.author;
    if ((next[id] ?? event.seq) < event.seq) next = { ...next, [id]: event.seq };
  }
  return next;
}

/** The user's role after these events: system messages have the changes. */
export function withRole(you: RoomClientState["you"], events: readonly Event[]): RoomClientState["you"] {
  if (!you) return you;
  return { ...you, role: events.reduce((role, event) => roleAfter(event, you.id) ?? role, you.role) };
}

function roleAfter(event: Event, yourId: string): Role | undefined {
  if (event.kind !== "message" || !event.notice) return undefined;
  const { what, who, role } = event.notice;
  if (what === "role" && who?.id === yourId) return role;
  if (what === "owner" && who?.id === yourId) return "owner";
  // Handing a room over makes the former owner an admin.
  return what === "owner" && event.author.id === yourId ? "admin" : undefined;
}

/** Why a client will not reconnect, from a close code or from the refusal of a ticket. */
export function closedFor<Why extends string>(why: Why | number): Why | "room_closed" | "version" | "forbidden" {
  if (why === CLOSE.roomClosed) return "room_closed";
  if (why === CLOSE.unknownVersion) return "version";
  return typeof why === "number" ? "forbidden" : why;
}

type Online = Pick<RoomClientState, "online" | "onlineCount" | "onlineNext">;
type Frame<Type extends RoomFrame["type"]> = Extract<RoomFrame, { type: Type }>;

/** Without a connection. */
export const NOBODY_ONLINE: Online = { online: [], onlineCount: 0, onlineNext: undefined };

/** A room of an earlier release lists everybody, and sends no count. */
export function onlineIn({ online, onlineCount = online.length, onlineNext }: Frame<"welcome">): Online {
  return { online, onlineCount, onlineNext };
}

export function withPresence(before: Online, { joined, left, count }: Frame<"online">): Omit<Online, "onlineNext"> {
  const gone = new Set([...left, ...joined.map(({ id }) => id)]);
  const online = [...before.online.filter(({ id }) => !gone.has(id)), ...joined];
  return { online, onlineCount: count ?? online.length };
}

/** Adds a page. Some of its users may be listed already, since they have come since the welcome. */
export function withOnlinePage(before: Online, { users, next }: Frame<"online_page">): Omit<Online, "onlineCount"> {
  const known = new Set(before.online.map(({ id }) => id));
  return { online: [...before.online, ...users.filter(({ id }) => !known.has(id))], onlineNext: next };
}
