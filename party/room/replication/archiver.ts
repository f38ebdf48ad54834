import type { LogEntry } from "@/lib/events/reduce";
import { sizeOf, takeWithin } from "@/lib/protocol/event-size";
import { type Appended, type Ports, type Read, RoomGone, type StoredCall } from "@/party/ports";
import type { EventLog } from "@/party/room/log/event-log";
import type { ReadPositions } from "@/party/room/presence/read-positions";
import { BATCH_MAX, FLUSH_DELAY_MS, type FlushTarget } from "./flusher";
import { replayMissing } from "./replay";

/** Postgres writes this many bytes well within the query timeout. */
const ARCHIVE_BATCH_BYTES = 1_000_000;
/** After this many failures a single event is set aside, if the archive answers another query. */
const ALONE_MAX = 5;
/**
 * While no event waits, read positions and the record of what is archived wait this long, so that several reads after a message
 * share one row and one request.
 */
const REST_DELAY_MS = 2_000;
/** While users talk, storage records what is archived after this many events, or this long after the first of them. */
const MARK_AFTER_EVENTS = 100;
const MARK_AFTER_MS = 5_000;

/** What only the archive knows of a batch. */
export type Found = Pick<Appended, "mentioned" | "authors">;

export interface ArchiverHooks {
  /** The archive has deleted the room, so nothing can be archived any more. */
  onDeleted(): void;
  /** A batch is archived. */
  onArchived(batch: readonly LogEntry[], found: Found): void;
  /** The database has commands that did not reach the room (D8). */
  onStoredCalls(calls: readonly StoredCall[]): void;
}

/**
 * Archives the oldest waiting events in one request, in order (R3), with the changed read positions. After a failure
 * the next batch is half as large. An event that fails alone while the archive answers is set aside, so that it does
 * not block later ones (D7).
 */
export class Archiver implements FlushTarget {
  private batchMax = BATCH_MAX;
  /** Since when storage lacks the record of an archived event (epoch ms). */
  private unmarkedSince: number | undefined;
  private failedAlone = 0;

  constructor(
    private readonly log: EventLog,
    private readonly readers: ReadPositions,
    private readonly ports: Pick<Ports, "archive" | "store" | "clock" | "warn">,
    private readonly hooks: ArchiverHooks,
  ) {}

  waiting(): number {
    return this.log.depth || Number(this.readers.isWaiting || this.log.unmarked > 0);
  }

  delayMs(): number {
    return this.log.depth > 0 ? FLUSH_DELAY_MS : REST_DELAY_MS;
  }

  async step(): Promise<void> {
    const { log, readers } = this;
    const waiting = log.from(log.archivedSeq + 1, this.batchMax);
    const batch = takeWithin(waiting, ARCHIVE_BATCH_BYTES, ({ event }) => sizeOf(event));
    if (batch.length === 0 && log.depth > 0) throw new Error("the log lacks events that are not archived");
    const reads = readers.waiting(BATCH_MAX);
    const found = await this.append(batch, reads).catch((error) => this.setAsideOrThrow(batch, error));
    this.failedAlone = 0;
    this.batchMax = BATCH_MAX;
    log.markArchived(log.archivedSeq + batch.length);
    readers.saved(reads);
    this.hooks.onArchived(batch, found);
    if (batch.length === 0 || this.isMarkDue()) await this.storeMark();
  }

  private isMarkDue(): boolean {
    const now = this.ports.clock.now();
    this.unmarkedSince ??= now;
    return this.log.unmarked >= MARK_AFTER_EVENTS || now - this.unmarkedSince >= MARK_AFTER_MS;
  }

  /** One row: what is archived, and who has read how far. */
  private async storeMark(): Promise<void> {
    const { log, readers } = this;
    this.unmarkedSince = undefined;
    await log.storeMark(readers.takeAll()).catch((error) => {
      readers.storeAgain();
      throw error;
    });
  }

  failed(error: unknown): void {
    this.ports.warn("database: writing failed, the outbox keeps what waits", error);
  }

  /** Appends a batch, and before it the events that a rolled back database lacks. */
  private async append(batch: readonly LogEntry[], reads: readonly Read[]): Promise<Found> {
    const { log, ports } = this;
    const appended = await this.request(batch, reads);
    if (appended.head >= log.archivedSeq) return appended;
    await replayMissing(appended.head, log, ports);
    const again = await this.request(batch, reads);
    if (again.head < log.archivedSeq) throw new Error("the archive still lacks events after a replay");
    return again;
  }

  private async request(batch: readonly LogEntry[], reads: readonly Read[]): Promise<Appended> {
    // The archive gets nothing: only the room's storage has something to record.
    if (batch.length + reads.length === 0) return { head: this.log.archivedSeq, mentioned: [] };
    const appended = await this.ports.archive.append(batch, reads).catch((error) => {
      if (error instanceof RoomGone) this.hooks.onDeleted();
      throw error;
    });
    if (appended.calls?.length) this.hooks.onStoredCalls(appended.calls);
    return appended;
  }

  /** @throws the same error, unless the batch is one event that has failed too often while the archive answers other queries */
  private async setAsideOrThrow(batch: readonly LogEntry[], error: unknown): Promise<Found> {
    const [entry] = batch;
    if (error instanceof RoomGone || !entry) throw error;
    if (batch.length > 1) {
      this.batchMax = Math.ceil(batch.length / 2);
      throw error;
    }
    this.failedAlone++;
    const { archive, store, warn } = this.ports;
    if (this.failedAlone < ALONE_MAX || !(await archive.head().catch(() => undefined))) throw error;
    // The archive continues without the event; clients that missed it get a new window.
    const { seq } = entry.event;
    await store.put({ [`aside:${String(seq).padStart(12, "0")}`]: entry });
    await archive.skipTo(seq);
    warn(`database: event ${seq} cannot be archived and is set aside in the room's storage`, error);
    return { mentioned: [] };
  }
}
