/** The interface between a room and its environment. The host provides these ports; tests provide fakes. */
import type { ArchiveHead } from "@/lib/events/archive-head";
import type { LogEntry, SendReceipt } from "@/lib/events/reduce";
import type { FileDescriptor } from "@/lib/protocol/file-descriptor";
import type { RoomUpdate } from "@/lib/protocol/inbox";
import type { Role } from "@/lib/protocol/levels";
import type { Event, Message, User } from "@/lib/protocol/room";
import type { RecentCache } from "@/lib/server/redis/recent";

/** The user of a socket, from the ticket; survives hibernation with the socket. */
export interface Guest extends User {
  role: Role;
  sessionId: string;
  /** Whether this user sends and receives read receipts. */
  receipts: boolean;
  /** May only read, and is invisible to others. */
  preview?: true;
  /** When the ticket was authorized (epoch ms, the database's clock), to compare with the time of a command's change. */
  at?: number;
  /** When a command last changed the role (epoch ms, the database's clock). */
  roleAt?: number;
  /** When a command last changed whether they have receipts (epoch ms, the database's clock). */
  receiptsAt?: number;
  /** When the session expires unless it was renewed since (epoch ms). */
  sessionUntil?: number;
}

/** What a socket's ticket and address say besides its guest. */
export interface Arrival {
  ticketId: string;
  /** When the ticket expires (epoch ms). */
  expiresAt: number;
  /** The newest seq that a returning client has seen. */
  after?: number;
}

/**
 * `connecting`: accepted, but not welcomed yet. `joined`: gets broadcasts. `syncing`: joined, and waits for an answer
 * that broadcasts must not overtake. `left`: closed by either side. `removed`: closed for good, for example because the
 * user may not be in the room any more.
 */
export type SessionState = "connecting" | "joined" | "syncing" | "left" | "removed";

export function isJoined({ session }: { session: SessionState }): boolean {
  return session === "joined" || session === "syncing";
}

/** WebSocket's standard close code: the client reconnects with backoff. */
export const TRY_AGAIN_LATER = 1013;

export interface Socket<Who = Guest> {
  /** Survives hibernation, including changes. */
  guest: Who;
  /** After hibernation: `joined` if it was `joined` or `syncing`, else `connecting`. */
  session: SessionState;
  /** Bytes sent to it so far. Need not survive hibernation. */
  readonly sent: number;
  /** Epoch ms; undefined if an earlier release accepted it. Survives hibernation. */
  readonly connectedAt: number | undefined;
  /** When it last sent `ping` (epoch ms); undefined if never. Survives hibernation. */
  pingedAt: number | undefined;
  /** Never throws: frames to a closing socket are dropped. @param bytes its length in UTF-8, if the caller knows it */
  send(frame: string, bytes?: number): void;
  close(code: number, reason: string): void;
}

/** Pairs or keys in one storage write (a platform limit). */
export const WRITE_MAX = 128;

/** The room's own durable storage. A put is atomic and survives any restart. */
export interface Store {
  get<T>(key: string): Promise<T | undefined>;
  /** At most `limit` pairs whose key starts with `prefix`, in key order, after `startAfter`. */
  list<T>(prefix: string, startAfter: string | undefined, limit: number): Promise<Map<string, T>>;
  /** At most WRITE_MAX pairs. */
  put(pairs: Record<string, unknown>): Promise<void>;
  /** At most WRITE_MAX keys. */
  delete(keys: string[]): Promise<void>;
  /** Wakes the room at this time (epoch ms) even if nobody is connected. */
  setAlarm(at: number): Promise<void>;
  deleteAlarm(): Promise<void>;
  /** When the alarm will ring (epoch ms); undefined if none is set. */
  alarm(): Promise<number | undefined>;
}

/** The archive does not have the room: it was deleted. */
export class RoomGone extends Error {}

/** A user has read up to a seq. */
export type Read = [userId: string, seq: number];

/** The outcome of a call from the web side. `repeated`: it was handled before. `busy`: the caller must send it again. */
export type CallResult = { status: "done"; closed: number } | { status: "busy" } | { status: "repeated" };

/** The message or edit with this seq mentions a user. */
export type MentionedBy = [event: number, userId: string];

/** A user has written the message with this seq. */
export type AuthorOf = [seq: number, userId: string];

export interface Appended {
  /** The archive's newest seq before the batch. */
  head: number;
  /** The mentions in those events of the batch that were new to the archive, without authors who mention themselves. */
  mentioned: readonly MentionedBy[];
  /** The authors of the messages to which others have replied in those events; missing: none. */
  authors?: readonly AuthorOf[];
  /** Commands that the web side could not deliver; missing: none. */
  calls?: readonly StoredCall[];
}

/** A call that stays in the database until the room has handled it (D8). */
export interface StoredCall {
  id: number;
  /** Commands of lib/server/commands.ts, not parsed. */
  commands: unknown;
  /** When the change was made (epoch ms, the database's clock). */
  at: number;
}

/** The database, for one room. Every function throws if the database is unavailable, and is one request, except where noted. */
export interface Archive {
  /** @throws RoomGone */
  head(): Promise<ArchiveHead>;
  /**
   * Appends events and members' read positions. Appends no events if the archive lacks earlier ones, as a database that
   * was rolled back does. Takes three requests if it lacks an author. @throws RoomGone
   */
  append(entries: readonly LogEntry[], reads: readonly Read[]): Promise<Appended>;
  /** Accepts that events up to `seq` are lost, so that the archive continues from there. */
  skipTo(seq: number): Promise<void>;
  recent(limit: number): Promise<Message[]>;
  after(seq: number, limit: number): Promise<Event[]>;
  findReceipt(userId: string, clientId: string): Promise<SendReceipt | undefined>;
  message(seq: number): Promise<Message | undefined>;
  /** Deletes commands that were handled. */
  settle(commandIds: readonly number[]): Promise<void>;
  /** The expiry time (epoch ms) of each given session that is still live, by id. */
  sessions(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `run` once after `ms`; the returned function cancels it. */
  after(ms: number, run: () => void): () => void;
  /** From 0 up to 1, for jitter. */
  random(): number;
}

/** The inboxes of users who watch the room. Every function throws if an inbox is unreachable. */
export interface Inboxes {
  /** "gone": the user has no open page. */
  update(userId: string, update: RoomUpdate): Promise<"taken" | "gone">;
  /** Tells an inbox that this room no longer updates it; its pages read their lists and `watch` again. */
  refresh(userId: string): Promise<unknown>;
}

export interface Ports {
  /** Called each time instead of kept in memory: sockets survive hibernation, memory does not. */
  sockets(): Iterable<Socket>;
  store: Store;
  archive: Archive;
  cache: RecentCache;
  clock: Clock;
  /** The descriptor in a valid file token of this room and this user; undefined: forged, expired, or another's. Makes no request. */
  verifyFile(token: string, userId: string): Promise<FileDescriptor | undefined>;
  limits: { rate: number; burst: number };
  /** The maximum number of open sockets. */
  socketsMax: number;
  /** The minimum time between two storage writes (longer in a crowd); a message after a pause never waits. Default 0. */
  writeGapMs?: number;
  /** Missing if nobody can watch the room. */
  inboxes?: Inboxes;
  /**
   * Whether the host answers pings itself, without waking the room. Then an alarm, not the pings, triggers the sweep.
   */
  pingsPassBy?: boolean;
  /** Logs one line for operators; never message text. */
  warn(what: string, error?: unknown): void;
}
