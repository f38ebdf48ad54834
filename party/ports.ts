/** What a room needs of the world. Its host hands these in; tests hand in their own. */
import type { ArchiveHead } from "@/lib/events/archive-head";
import type { LogEntry, SendReceipt } from "@/lib/events/reduce";
import type { RoomUpdate } from "@/lib/protocol/inbox";
import type { Event, Message, Role, User } from "@/lib/protocol/room";
import type { RecentCache } from "@/lib/server/redis/recent";

/** Who is behind a socket, from the ticket; survives hibernation with the socket. */
export interface Guest extends User {
  role: Role;
  sessionId: string;
  /** Whether others are told how far they have read, and they how far others have. */
  receipts: boolean;
  /** Not a member: only reads, and is invisible to others. */
  preview?: true;
  /** When the ticket was authorized (epoch ms, the database's clock): a command about an earlier change does not affect it. */
  at?: number;
  /** When a command last changed the role (epoch ms, the database's clock). */
  roleAt?: number;
  /** When a command last changed whether they have receipts (epoch ms, the database's clock). */
  receiptsAt?: number;
  /** When the session expires unless it was renewed since (epoch ms). */
  sessionUntil?: number;
}

/**
 * `connecting`: accepted, but not welcomed yet. `joined`: gets what the room broadcasts. `syncing`: joined, and waits for an answer that
 * broadcasts must not overtake. `left`: closed by either side. `removed`: closed because the user may not be here any more.
 */
export type SessionState = "connecting" | "joined" | "syncing" | "left" | "removed";

export function isJoined({ session }: { session: SessionState }): boolean {
  return session === "joined" || session === "syncing";
}

/** WebSocket's own close code for it: the client comes back with backoff. */
export const TRY_AGAIN_LATER = 1013;

export interface Socket<Who = Guest> {
  /** Survives hibernation, with every change. */
  guest: Who;
  /** Survives hibernation, except that `syncing` and `removed` may be forgotten. */
  session: SessionState;
  /** Bytes sent to it so far. Need not survive hibernation. */
  readonly sent: number;
  /** Epoch ms; undefined if an earlier release admitted it. Survives hibernation. */
  readonly connectedAt: number | undefined;
  /** When it last sent `ping` (epoch ms); undefined if never. Survives hibernation. */
  pingedAt: number | undefined;
  /** Never throws: a socket that is going away is told nothing more. */
  send(frame: string): void;
  close(code: number, reason: string): void;
}

/** Pairs or keys in one storage write; the platform's limit. */
export const WRITE_MAX = 128;

/** The room's own durable storage. What was put is there after any restart; a put is all or nothing. */
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
}

/** The archive has no such room: it was deleted. */
export class RoomGone extends Error {}

/** That somebody has read up to a seq. */
export type Read = [userId: string, seq: number];

/** What became of a call from the web app. `repeated`: it was handled before. `busy`: the caller must send it again. */
export type CallResult = { status: "done"; closed: number } | { status: "busy" } | { status: "repeated" };

/** A member whom the message or edit with this seq mentions. */
export type MentionedBy = [event: number, userId: string];

export interface Appended {
  /** The archive's newest seq before the batch. */
  head: number;
  /** The mentions of the events that were new to it, except of their own authors. */
  mentioned: readonly MentionedBy[];
  /** Commands that the web side could not deliver; left out: none. */
  calls?: readonly StoredCall[];
}

/** A command that stays in the database until the room has carried it out (D8). */
export interface StoredCall {
  id: number;
  /** Orders of lib/server/commands.ts, unparsed. */
  commands: unknown;
  /** When the change was made (epoch ms, the database's clock). */
  at: number;
}

/** The database's side of one room. Every function is one request and throws when the database is away. */
export interface Archive {
  /** @throws RoomGone */
  head(): Promise<ArchiveHead>;
  /**
   * Adds events, and notes of members how far they have read. Answers its head before that: where it lacks what came before
   * these events, as a database that was set back does, it adds none. @throws RoomGone
   */
  append(entries: readonly LogEntry[], reads: readonly Read[]): Promise<Appended>;
  /** What it lacks up to `seq` is lost: it goes on from there. */
  skipTo(seq: number): Promise<void>;
  recent(limit: number): Promise<Message[]>;
  after(seq: number, limit: number): Promise<Event[]>;
  findReceipt(userId: string, clientId: string): Promise<SendReceipt | undefined>;
  message(seq: number): Promise<Message | undefined>;
  /** Deletes commands that have been carried out. */
  settle(commandIds: readonly number[]): Promise<void>;
  /** When those of these sessions that are still live expire (epoch ms), by id. */
  sessions(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `run` once after `ms`; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
  /** From 0 up to 1, for jitter. */
  random(): number;
}

/** The inboxes of people who hear of the room from outside. Every function throws where an inbox does not answer. */
export interface Inboxes {
  /** "gone": no page of theirs is open. */
  update(userId: string, news: RoomUpdate): Promise<"taken" | "gone">;
  /** They are told no more, and ask again whether they may know of the room. */
  refresh(userId: string): Promise<unknown>;
}

export interface Ports {
  /** Asked each time: memory does not survive hibernation, sockets do. */
  sockets(): Iterable<Socket>;
  store: Store;
  archive: Archive;
  cache: RecentCache;
  clock: Clock;
  limits: { rate: number; burst: number };
  /** The most open sockets. */
  socketsMax: number;
  /** The least time from one storage write to the next; a lone message never waits. 0 where left out. In ms. */
  writeGapMs?: number;
  /** Left out where nobody can watch. */
  inboxes?: Inboxes;
  /** The host answers pings itself, without waking the room. Then an alarm, not the pings, triggers the sweep. */
  pingsPassBy?: boolean;
  /** One line for whoever runs the room; never message text. */
  warn(what: string, error?: unknown): void;
}
