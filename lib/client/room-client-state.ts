import {
  CLOSE,
  type Event,
  type Message,
  type RemovalReason,
  type Role,
  type RoomFrame,
  type User,
} from "@/lib/protocol/room";
import { type Amend, isAmend, isSend, type OutboxEntry, type RequestFailure } from "./outbox/requests";
import type { ShownMessage } from "./shown-messages";

/** A message of one's own that the room has not confirmed yet. */
export interface PendingMessage {
  clientId: string;
  body: string;
  replyTo?: number;
  /** Ids of the people who were chosen for its @names. */
  mentions?: string[];
  /** Epoch ms. */
  at: number;
  state: "sending" | "failed";
  reason?: RequestFailure;
}

/** What a screen shows of a room. A new object on every change, never changed in place. */
export interface RoomClientState {
  /** `offline` only after 5 s without a connection; `closed` does not come back by itself. */
  status: "connecting" | "live" | "offline" | "closed";
  closed?: "forbidden" | RemovalReason | "signed_out" | "other_account" | "not_found" | "room_closed" | "version";
  /** `preview`: not a member, so they cannot write. */
  you?: User & { role: Role; preview?: true };
  /** Confirmed, oldest first, with the user's own unconfirmed changes. */
  messages: readonly ShownMessage[];
  /** Originals of loaded replies that are not loaded themselves, in their current state; oldest first. */
  quoted: readonly Message[];
  pending: readonly PendingMessage[];
  /** The user's own edits, deletes and reactions that failed, until they are dismissed. */
  undone: readonly OutboxEntry<Amend>[];
  /** Whether this page has a request that the room may not have. */
  isUnsent: boolean;
  online: readonly User[];
  /** The newest seq seen. */
  head: number;
  /** The read position of somebody who has seen all messages in their current state: the newest message or edit. */
  readTo: number;
  /** User id → how far they have read. */
  readers: Readonly<Record<string, number>>;
  /** In a room with many readers, instead: seq → how many stand there, at the last seqs; oneself among them. */
  readCounts?: Readonly<Record<string, number>>;
  /** The ids of the others who type now. */
  typing: readonly string[];
}

export function emptyState(initial: { messages: readonly Message[]; head: number }): RoomClientState {
  const nobody = { quoted: [], pending: [], undone: [], isUnsent: false, online: [], readers: {}, typing: [] };
  return { status: "connecting", messages: initial.messages, head: initial.head, readTo: initial.head, ...nobody };
}

const pendingOf = new WeakMap<OutboxEntry, PendingMessage>();

/** The outbox's messages in the form for screens. The same entry is the same object each time. */
export function outboxState(entries: readonly OutboxEntry[]): Pick<RoomClientState, "pending" | "undone"> {
  const pending = entries.filter(isSend).map((entry) => {
    const { type: _, ...frame } = entry.frame;
    const known = pendingOf.get(entry);
    const made = known ?? { ...frame, at: entry.at, state: entry.state, ...(entry.reason && { reason: entry.reason }) };
    pendingOf.set(entry, made);
    return made;
  });
  return { pending, undone: entries.filter(isAmend).filter(({ state }) => state === "failed") };
}

type Receipts = Pick<RoomClientState, "readers" | "readCounts">;

/** What an update of receipts makes of them: in a small room it tells only who has moved. */
export function withReads(before: Receipts, { readers, readCounts }: Extract<RoomFrame, { type: "read" }>): Receipts {
  if (readCounts || before.readCounts) return { readers, readCounts };
  const next = { ...before.readers, ...readers };
  // Nobody has read up to 0: this one is not told of any more.
  return { readers: Object.fromEntries(Object.entries(next).filter(([, seq]) => seq > 0)), readCounts };
}

/** Who says something has read what was before; of those who are told of anyway, the room does not say it again. */
export function withAuthors(readers: RoomClientState["readers"], events: readonly Event[]): RoomClientState["readers"] {
  let next = readers;
  for (const event of events) {
    if (event.kind !== "message" || event.notice) continue;
    const { id } = event.author;
    if ((next[id] ?? event.seq) < event.seq) next = { ...next, [id]: event.seq };
  }
  return next;
}

/** One's role after these events: the room tells of a new one with a line. */
export function withRole(you: RoomClientState["you"], events: readonly Event[]): RoomClientState["you"] {
  if (!you) return you;
  return { ...you, role: events.reduce((role, event) => roleAfter(event, you.id) ?? role, you.role) };
}

function roleAfter(event: Event, yourId: string): Role | undefined {
  if (event.kind !== "message" || !event.notice) return undefined;
  const { what, who, role } = event.notice;
  if (what === "role" && who?.id === yourId) return role;
  if (what === "owner" && who?.id === yourId) return "owner";
  // Handing over makes the old owner an admin.
  return what === "owner" && event.author.id === yourId ? "admin" : undefined;
}

/** Why a client will not come back by itself, from a close code or from why there is no ticket. */
export function closedFor<Why extends string>(why: Why | number): Why | "room_closed" | "version" | "forbidden" {
  if (why === CLOSE.roomClosed) return "room_closed";
  if (why === CLOSE.unknownVersion) return "version";
  return typeof why === "number" ? "forbidden" : why;
}

export function withPresence(online: readonly User[], joined: readonly User[], left: readonly string[]): User[] {
  const gone = new Set([...left, ...joined.map(({ id }) => id)]);
  return [...online.filter(({ id }) => !gone.has(id)), ...joined];
}
