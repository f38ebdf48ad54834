import type { LogEntry } from "@/lib/events/reduce";
import { sizeOf, takeLastWithin, takeWithin } from "@/lib/protocol/event-size";
import { type MentionedBy, type Ports, type Read, RoomGone, type StoredCall } from "@/party/ports";
import type { EventLog } from "@/party/room/log/event-log";
import type { RecentMessages } from "@/party/room/log/recent-messages";
import type { ReadPositions } from "@/party/room/read-positions";
import type { FlushTarget } from "./flusher";
import { replayMissing } from "./replay";

/** Events in one flush, at most. */
export const BATCH_MAX = 500;
/** The most bytes of events in one statement: Postgres writes these well within the deadline of a query. */
const ARCHIVE_BATCH_BYTES = 1_000_000;
/**
 * Upstash's free plan allows requests of 1 MB. A flush contains each message twice, as JSON in JSON; a rewrite contains the list and
 * the stream.
 */
const REDIS_BATCH_BYTES = 300_000;
const REDIS_LIST_BYTES = 400_000;
/** A single event is set aside after so many failures, if the archive answers another query meanwhile. */
const ALONE_MAX = 5;
/** The longest that a durable event waits for its flush (B1). In ms. */
export const FLUSH_DELAY_MS = 200;
/** How long nothing but how far people have read waits for more of that. In ms. */
const READS_DELAY_MS = 2_000;

/**
 * The archive's side of a flush: the oldest waiting events go to Postgres in one request, in order, until all are there (R3),
 * and who has read how far goes with them. After a failure fewer go together. An event that fails by itself while the archive
 * answers is set aside, so that it does not block later ones (D7).
 * @param hears `gone`: the room has been deleted, so nothing of it can be archived any more; `archived`: a batch is in the
 * archive, with the members it mentions; `pending`: commands wait for the room that have not reached it (D8).
 */
export function archiver(
  log: EventLog,
  readers: ReadPositions,
  ports: Pick<Ports, "archive" | "store" | "warn">,
  hears: {
    gone(): void;
    archived(batch: readonly LogEntry[], mentioned: readonly MentionedBy[]): void;
    pending(commands: readonly StoredCall[]): void;
  },
): FlushTarget {
  let batchMax = BATCH_MAX;
  let failedAlone = 0;

  async function append(batch: readonly LogEntry[], reads: readonly Read[]) {
    // What storage alone has to learn concerns nobody else.
    if (batch.length + reads.length === 0) return { head: log.archivedSeq, mentioned: [] };
    const appended = await ports.archive.append(batch, reads).catch((error) => {
      if (error instanceof RoomGone) hears.gone();
      throw error;
    });
    if (appended.calls?.length) hears.pending(appended.calls);
    return appended;
  }

  async function appendWhole(batch: readonly LogEntry[], reads: readonly Read[]) {
    const appended = await append(batch, reads);
    if (appended.head >= log.archivedSeq) return appended.mentioned;
    await replayMissing(appended.head, log, ports);
    const again = await append(batch, reads);
    if (again.head < log.archivedSeq) throw new Error("the archive is still behind");
    return again.mentioned;
  }

  /** @throws the same error, unless the batch is one event that is set aside. */
  async function failed(batch: readonly LogEntry[], error: unknown): Promise<MentionedBy[]> {
    const [entry] = batch;
    if (error instanceof RoomGone || !entry) throw error;
    if (batch.length > 1) {
      batchMax = Math.ceil(batch.length / 2);
      throw error;
    }
    failedAlone++;
    if (failedAlone < ALONE_MAX || !(await ports.archive.head().catch(() => undefined))) throw error;
    await setAside(entry, ports, error);
    return [];
  }

  return {
    waiting: () => log.depth || Number(readers.isWaiting),
    delayMs: () => (log.depth > 0 ? FLUSH_DELAY_MS : READS_DELAY_MS),
    async step() {
      const waiting = log.from(log.archivedSeq + 1, batchMax);
      const batch = takeWithin(waiting, ARCHIVE_BATCH_BYTES, ({ event }) => sizeOf(event));
      const reads = readers.waiting(BATCH_MAX);
      const mentioned = await appendWhole(batch, reads).catch((error) => failed(batch, error));
      failedAlone = 0;
      batchMax = BATCH_MAX;
      const changed = readers.takeChanged();
      await log.markArchived(log.archivedSeq + batch.length, changed).catch((error) => {
        readers.storeAgain();
        throw error;
      });
      readers.saved(reads);
      hears.archived(batch, mentioned);
    },
    failed: (error) => ports.warn("database: writing failed, the outbox keeps what waits", error),
  };
}

/** The room's storage keeps the event and the archive goes on without it. Readers get past the hole with a new window. */
async function setAside(
  entry: LogEntry,
  { archive, store, warn }: Pick<Ports, "archive" | "store" | "warn">,
  error: unknown,
) {
  const { seq } = entry.event;
  await store.put({ [`aside:${String(seq).padStart(12, "0")}`]: entry });
  await archive.skipTo(seq);
  warn(`database: event ${seq} cannot be archived and is set aside in the room's storage`, error);
}

/**
 * Redis's side of a flush. Redis is a copy: where it missed anything, or may have (an error after the write, a flushed or
 * restored server), nothing is replayed; list and stream are written anew from memory (C3).
 */
export class RedisReplica implements FlushTarget {
  private copied: number;
  private isWhole = true;
  /** False in a room that wakes with a full outbox: whether Redis has a part of that already, only Redis can tell. */
  private isSure: boolean;

  constructor(
    private readonly log: EventLog,
    private readonly window: RecentMessages,
    private readonly ports: Pick<Ports, "cache" | "warn">,
  ) {
    this.copied = log.archivedSeq;
    this.isSure = log.depth === 0;
  }

  waiting(): number {
    // A copy that lacks something is as urgent as a full batch.
    return this.isWhole ? this.log.head - this.copied : BATCH_MAX;
  }

  async step(): Promise<void> {
    try {
      if (!this.isSure) await this.askRedis();
      if (this.isWhole && this.copied + 1 >= this.log.tailStart) await this.append();
      else await this.rewrite();
    } catch (error) {
      this.isWhole = false;
      throw error;
    }
  }

  failed(error: unknown): void {
    this.ports.warn("redis: writing failed, the copies will be rebuilt", error);
  }

  /** Says that Redis lacks something, so that the next step rebuilds it. */
  markStale(): void {
    this.isWhole = false;
  }

  /** Adding once more what is there already would break the list, and with the archive away nobody could mend it. */
  private async askRedis(): Promise<void> {
    await this.window.load();
    if (this.window.redisAsOf === undefined) this.isWhole = false;
    else this.copied = Math.max(this.copied, this.window.redisAsOf);
    this.isSure = true;
  }

  private async append(): Promise<void> {
    const next = this.log.from(this.copied + 1, BATCH_MAX).map(({ event }) => event);
    const events = takeWithin(next, REDIS_BATCH_BYTES, sizeOf);
    const upTo = this.copied + events.length;
    const batch = { events, since: this.copied, prev: this.log.lastMessageBefore(this.copied + 1) };
    const changesOld = events.some(({ kind }) => kind !== "message");
    // The window in memory may be ahead of the batch: then the whole is written, as of the head.
    if (changesOld && upTo < this.log.head) return this.rewrite();
    if (changesOld) await this.window.load();
    if (changesOld && upTo < this.log.head) return this.rewrite();
    const window = changesOld ? takeLastWithin(this.window.messages, REDIS_LIST_BYTES, sizeOf) : undefined;
    this.isWhole = await this.ports.cache.append({ ...batch, window });
    this.copied = upTo;
  }

  private async rewrite(): Promise<void> {
    await this.window.load();
    const upTo = this.log.head;
    const tail = this.log.from(this.log.tailStart).map(({ event }) => event);
    const messages = takeLastWithin(this.window.messages, REDIS_LIST_BYTES, sizeOf);
    await this.ports.cache.rewrite(messages, takeLastWithin(tail, REDIS_BATCH_BYTES, sizeOf), upTo);
    this.copied = upTo;
    this.isWhole = true;
  }
}
