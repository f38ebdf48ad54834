import type { ArchiveHead } from "@/lib/events/archive-head";
import { type LogEntry, receiptOf, type SendReceipt, timeOf } from "@/lib/events/reduce";
import type { Event } from "@/lib/protocol/room";
import { timeOfId } from "@/lib/shared/ids";
import type { Archive, Clock, Ports, Store } from "@/party/ports";
import type { Alarms } from "@/party/room/lifecycle/alarms";
import { SendDedup } from "./send-dedup";
import { bytesOf, COMMIT_MAX, StorageLog, type StoredArchiveState } from "./storage-log";

/**
 * A full log refuses new events and never drops one (C4). Unarchived events are limited in number and in bytes, to
 * bound memory and flushes (D7).
 */
export const OUTBOX_MAX = 10_000;
const OUTBOX_MAX_BYTES = 32 * 1024 * 1024;
/** Archived events stay in memory for returning clients while it has at most this many events. */
const TAIL_MAX = 1_000;
/**
 * An id whose time is further in the future than this is refused: it would move the dedup watermark ahead of everyone
 * else's ids.
 */
const CLOCK_SKEW_MAX_MS = 5 * 60_000;

export function isTooFarAhead(clientId: string, clock: Pick<Clock, "now">): boolean {
  return timeOfId(clientId) > clock.now() + CLOCK_SKEW_MAX_MS;
}

/** Remembered sends. More than OUTBOX_MAX, since a send that is not archived yet must never be forgotten. */
const DEDUP_MAX = OUTBOX_MAX + 2_000;

/** While an event comes at least this often, writes are CROWD_GAPS times further apart: hosts bill each written row. */
const CROWD_PACE_MS = 12;
const CROWD_GAPS = 4;

export type Draft = (seq: number, now: number) => Event;
/** The outcome of an append. `unavailable`: storage failed, so the client must send it again with the same id. */
export type AppendOutcome = { status: "durable"; receipt: SendReceipt } | { status: "unavailable" };

export interface EventLogHooks {
  /** Called in the turn in which these entries become durable. */
  onDurable(entries: readonly LogEntry[]): void;
  /** Called if storage is empty, with the archive's state. Its writes become durable together with the log's head. */
  onArchiveHead(head: ArchiveHead): Promise<void>;
}

interface PendingAppend {
  draft: Draft;
  by: string;
  clientId: string;
  outcome: Promise<AppendOutcome>;
  settle(outcome: AppendOutcome): void;
}

/**
 * The room's log: numbers events and makes them durable in the room's storage before anyone sees them (R1, R2). Group
 * commit: events that arrive during a write share the next one.
 */
export class EventLog {
  /**
   * Durable events in memory: an unbroken run that ends at `head` and holds at least everything that is not archived.
   */
  readonly tail: LogEntry[] = [];
  head = 0;
  archivedSeq = 0;
  /** `archivedSeq` as storage has it. */
  private storedArchivedSeq = 0;
  /** Users' read positions when the log was opened; undefined: an earlier release stored them elsewhere. */
  storedReaders: Readonly<Record<string, number>> | undefined;
  /** The seq of the newest message before `tail`. */
  private messageBeforeTail = 0;
  dedup = new SendDedup(0, DEDUP_MAX);
  /** Bytes of the events that are not archived yet. */
  private depthBytes = 0;
  /** Storage failed, so its content is uncertain: this log refuses everything and must be opened again. */
  isBroken = false;
  private readonly storage: StorageLog;
  private readonly inFlight = new Map<string, PendingAppend>();
  private waiting: PendingAppend[] = [];
  private isWriting = false;
  /** The time of the newest event, perhaps of one that is being written (epoch ms). */
  newestAt = 0;
  private lastWriteAt = 0;
  private isCrowd = false;

  private constructor(
    store: Store,
    private readonly clock: Clock,
    private readonly writeGapMs: number,
    private readonly hooks: EventLogHooks,
    alarms: Alarms,
  ) {
    this.storage = new StorageLog(store, clock, alarms);
  }

  /**
   * Reads the log from storage. A room with empty storage (new room, new host) gets its head from the archive.
   * @throws if storage is empty and the archive is unavailable: the room must not number events yet (R1)
   */
  static async open(
    ports: Pick<Ports, "store" | "archive" | "clock" | "writeGapMs">,
    hooks: EventLogHooks,
    alarms: Alarms,
  ): Promise<EventLog> {
    const log = new EventLog(ports.store, ports.clock, ports.writeGapMs ?? 0, hooks, alarms);
    const stored = await log.storage.read();
    const archived = stored.archived ?? (await log.readArchiveHead(ports.archive));
    log.head = log.archivedSeq = log.storedArchivedSeq = archived.seq;
    log.messageBeforeTail = archived.lastMessage;
    log.storedReaders = archived.readers;
    log.dedup = new SendDedup(archived.horizon, DEDUP_MAX);
    log.recover(stored.entries);
    if (log.depth > 0) await log.storage.armAlarm();
    return log;
  }

  /** Events that are durable here but not archived yet. */
  get depth(): number {
    return this.head - this.archivedSeq;
  }

  /** Archived events that storage has not recorded as archived. */
  get unmarked(): number {
    return this.archivedSeq - this.storedArchivedSeq;
  }

  get isFull(): boolean {
    return this.depth + this.inFlight.size >= OUTBOX_MAX || this.depthBytes >= OUTBOX_MAX_BYTES;
  }

  /** The seq of the first event in `tail`, or of the next one if `tail` is empty. */
  get tailStart(): number {
    return this.head + 1 - this.tail.length;
  }

  /** Events in memory from `seq` on, at most `max`; `seq` must not be before `tailStart`. */
  from(seq: number, max: number = Number.POSITIVE_INFINITY): LogEntry[] {
    const start = seq - this.tailStart;
    return this.tail.slice(start, start + max);
  }

  /** The events after `seq` that still exist here, in order: storage may have events that memory has dropped. */
  async keptAfter(seq: number): Promise<LogEntry[]> {
    const stored = seq + 1 < this.tailStart ? await this.storage.after(seq) : [];
    const start = this.tailStart;
    return [...stored.filter(({ event }) => event.seq < start), ...this.from(Math.max(seq + 1, start))];
  }

  /** The seq of the newest message before `seq`, which must not be before `tailStart`; 0 if there is none. */
  lastMessageBefore(seq: number): number {
    for (let i = seq - this.tailStart - 1; i >= 0; i--) {
      const event = this.tail[i]?.event;
      if (event?.kind === "message") return event.seq;
    }
    return this.messageBeforeTail;
  }

  /**
   * The outcome of an earlier send with this id, which may still be in progress (R4). Undefined: memory has none; if
   * also `dedup.covers(clientId)`, there never was one.
   */
  findSend(by: string, clientId: string): AppendOutcome | Promise<AppendOutcome> | undefined {
    const receipt = this.dedup.find(by, clientId);
    return receipt ? { status: "durable", receipt } : this.inFlight.get(`${by}:${clientId}`)?.outcome;
  }

  /** Numbers an event and makes it durable. After a pause, the write starts before this returns. Never rejects. */
  append(by: string, clientId: string, draft: Draft): Promise<AppendOutcome> {
    let settle: PendingAppend["settle"] = () => {};
    const outcome = new Promise<AppendOutcome>((resolve) => {
      settle = resolve;
    });
    const pending = { draft, by, clientId, outcome, settle };
    this.waiting.push(pending);
    this.inFlight.set(`${by}:${clientId}`, pending);
    if (!this.isWriting) void this.writeAll();
    return outcome;
  }

  /** The archive has everything up to `seq`. After a crash before `storeMark`, the room sends these events to it again. */
  markArchived(seq: number): void {
    const archived = this.from(this.archivedSeq + 1, seq - this.archivedSeq);
    this.depthBytes -= bytesOf(archived);
    this.archivedSeq = seq;
    this.trim(Math.min(this.tail.length - TAIL_MAX, seq + 1 - this.tailStart));
  }

  /** Stores how far the log is archived, and users' read positions. */
  async storeMark(readers: Readonly<Record<string, number>>): Promise<void> {
    const seq = this.archivedSeq;
    await this.storage.archivedTo({ seq, lastMessage: this.lastMessageBefore(seq + 1), readers });
    this.storedArchivedSeq = Math.max(seq, this.storedArchivedSeq);
    if (this.depth === 0) this.storage.releaseAlarm();
  }

  /** Sets the alarm again after it rang, while events wait. */
  async rearmAlarm(): Promise<void> {
    // The write in progress relied on the alarm that has just rung.
    if (this.depth + this.inFlight.size > 0) await this.storage.armAlarm();
  }

  private async readArchiveHead(archive: Archive): Promise<StoredArchiveState> {
    const head = await archive.head();
    const { seq, lastMessage, newestAt, readers } = head;
    this.newestAt = newestAt;
    // No accepted send has a clientId created after this watermark, so a newer id needs no query.
    const archived = { seq, lastMessage, readers, horizon: seq === 0 ? 0 : newestAt + CLOCK_SKEW_MAX_MS };
    // Started in one turn, so they become durable together.
    await Promise.all([this.storage.begin(archived), this.hooks.onArchiveHead(head)]);
    return archived;
  }

  private trim(spare: number): void {
    if (spare <= 0) return;
    this.messageBeforeTail = this.lastMessageBefore(this.tailStart + spare);
    this.tail.splice(0, spare);
  }

  private recover(entries: readonly LogEntry[]): void {
    for (const entry of entries) {
      this.dedup.add(entry.by, entry.clientId, receiptOf(entry));
      this.newestAt = timeOf(entry.event);
      if (entry.event.seq <= this.archivedSeq) continue;
      this.tail.push(entry);
      this.head = entry.event.seq;
    }
    this.depthBytes = bytesOf(this.tail);
  }

  private async writeAll(): Promise<void> {
    this.isWriting = true;
    while (this.waiting.length > 0) {
      const gap = this.isCrowd ? CROWD_GAPS * this.writeGapMs : this.writeGapMs;
      // Capped, because the host's clock may have stepped back.
      const wait = Math.min(this.lastWriteAt + gap - this.clock.now(), gap);
      if (wait >= 1) await new Promise<void>((go) => this.clock.after(wait, go));
      const batch = this.waiting.splice(0, COMMIT_MAX);
      const entries = this.number(batch);
      const isDurable = await this.write(entries);
      for (const [i, { by, clientId, settle }] of batch.entries()) {
        this.inFlight.delete(`${by}:${clientId}`);
        const entry = isDurable ? entries[i] : undefined;
        settle(entry ? { status: "durable", receipt: receiptOf(entry) } : { status: "unavailable" });
      }
    }
    this.isWriting = false;
  }

  private number(batch: readonly PendingAppend[]): LogEntry[] {
    // Never earlier than the previous event, even if the host's clock steps back.
    this.newestAt = Math.max(this.newestAt, this.clock.now());
    return batch.map(({ draft, by, clientId }, i) => ({
      event: draft(this.head + 1 + i, this.newestAt),
      by,
      clientId,
    }));
  }

  /** @returns whether the entries are durable */
  private async write(entries: readonly LogEntry[]): Promise<boolean> {
    if (this.isBroken) return false;
    const now = this.clock.now();
    this.isCrowd = now - this.lastWriteAt <= CROWD_PACE_MS * entries.length;
    this.lastWriteAt = now;
    try {
      await this.storage.put(entries);
    } catch {
      this.isBroken = true;
      return false;
    }
    for (const entry of entries) this.dedup.add(entry.by, entry.clientId, receiptOf(entry));
    this.tail.push(...entries);
    this.head += entries.length;
    this.depthBytes += bytesOf(entries);
    // In the same turn, so that no welcome and no flush sees the new head before the events are broadcast.
    this.publish(entries);
    return true;
  }

  /** If publishing throws, writes continue, senders get their acks, and the room reads its log from storage again. */
  private publish(entries: readonly LogEntry[]): void {
    try {
      this.hooks.onDurable(entries);
    } catch {
      this.isBroken = true;
    }
  }
}
