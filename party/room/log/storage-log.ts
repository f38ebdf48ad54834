import type { LogEntry } from "@/lib/events/reduce";
import { sizeOf } from "@/lib/protocol/event-size";
import { chunks } from "@/lib/shared/chunks";
import { timeOfId } from "@/lib/shared/ids";
import { type Clock, type Store, WRITE_MAX } from "@/party/ports";
import type { Alarms } from "@/party/room/lifecycle/alarms";
import { listAll } from "@/party/shared/list-all";

const READ_PAGE = 128;
/** Archived entries that stay, so that a room that wakes recognizes a retried send without a query. */
const KEPT = 100;
/**
 * Wakes the room after an eviction, to archive the remaining events. Long, since hosts bill every alarm that is set as a written
 * row, and all messages until it rings share one.
 */
const DRAIN_ALARM_MS = 90_000;
/** An alarm that another purpose has set serves as well up to this time. */
const DRAIN_ALARM_MAX_MS = 120_000;
/** A row takes further commits until it has this many bytes, so that a room in which few talk deletes few rows. */
const ROW_FILL_BYTES = 16_000;
/** One commit may fill a row up to this. A host with key-value storage allows 128 KiB per value. */
const ROW_MAX_BYTES = 60_000;

/** Events in one commit: even the largest three per row need fewer rows than WRITE_MAX. */
export const COMMIT_MAX = 300;

const PREFIX = "log:";
const keyOfSeq = (seq: number) => PREFIX + String(seq).padStart(12, "0");

/** A row of the log: an unbroken run of entries. Earlier releases stored each entry in a row of its own. */
type StoredRow = LogEntry | readonly LogEntry[];

const entriesOf = (row: StoredRow): readonly LogEntry[] => ("event" in row ? [row] : row);

/** The state of the archive as the room's storage has it. */
export interface StoredArchiveState {
  /** The archive has this log up to this seq. */
  seq: number;
  /** The seq of the newest message up to there; 0 if there is none. */
  lastMessage: number;
  /** The dedup watermark: no deleted send's clientId was created later (epoch ms). */
  horizon: number;
  /** Users' read positions. Missing: an earlier release stored them under a key of their own. */
  readers?: Readonly<Record<string, number>>;
  /** The first seq of the row with the event `seq`: later events are in it or after it. Missing: an earlier release stored this. */
  row?: number;
}

/** The log's head in a room's storage, and how many events it has not recorded as archived; undefined: storage is empty. */
export async function storedLength(store: Store): Promise<{ head: number; outbox: number } | undefined> {
  const archived = await store.get<StoredArchiveState>("archived");
  if (!archived) return undefined;
  const rows = await listAll<StoredRow>(store, PREFIX, READ_PAGE, keyOfSeq((archived.row ?? archived.seq + 1) - 1));
  const waiting = rows.flatMap(([, row]) => entriesOf(row)).filter(({ event }) => event.seq > archived.seq).length;
  return { head: archived.seq + waiting, outbox: waiting };
}

/** A row in memory: where it begins, and what its deletion forgets. */
interface Row {
  first: number;
  count: number;
  bytes: number;
  /** The newest creation time (epoch ms) in its entries' clientIds. */
  idTime: number;
}

/** The log in the room's storage: the unarchived events, and about KEPT archived ones before them. */
export class StorageLog {
  private readonly rows: Row[] = [];
  /** The entries of the last row. */
  private open: LogEntry[] = [];
  private watermark = 0;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly alarms: Alarms,
  ) {}

  /** The content of storage. `archived` is missing in a new room. */
  async read(): Promise<{ archived: StoredArchiveState | undefined; entries: LogEntry[] }> {
    const archived = await this.store.get<StoredArchiveState>("archived");
    const rows = (await listAll<StoredRow>(this.store, PREFIX, READ_PAGE)).map(([, row]) => entriesOf(row));
    this.watermark = archived?.horizon ?? 0;
    for (const entries of rows) this.rows.push(rowOf(entries));
    this.open = [...(rows.at(-1) ?? [])];
    return { archived, entries: rows.flat() };
  }

  /** The part of the log after `seq` that storage still has, in order. */
  async after(seq: number): Promise<LogEntry[]> {
    const row = this.rows.findLast(({ first }) => first <= seq + 1);
    const rows = await listAll<StoredRow>(this.store, PREFIX, READ_PAGE, row && keyOfSeq(row.first - 1));
    return rows.flatMap(([, stored]) => entriesOf(stored)).filter(({ event }) => event.seq > seq);
  }

  async begin(archived: StoredArchiveState): Promise<void> {
    this.watermark = archived.horizon;
    await this.store.put({ archived });
  }

  /** Makes a commit durable, all or none: usually one row. The write starts before this returns. */
  async put(entries: readonly LogEntry[]): Promise<void> {
    const written = this.store.put(this.rowsFor(entries));
    // In the same turn as the put, so that both become durable together.
    await (this.alarms.wants("drain") ? written : Promise.all([written, this.armAlarm()]));
  }

  /** Records how far the log is archived and deletes rows that are no longer needed. */
  async archivedTo(mark: Pick<StoredArchiveState, "seq" | "lastMessage" | "readers">): Promise<void> {
    const { seq } = mark;
    const gone = this.takeSpareRows(seq);
    for (const { idTime } of gone) this.watermark = Math.max(this.watermark, idTime);
    // Started in one turn: the watermark replaces the deleted entries, so both must become durable together.
    const row = this.rows.findLast(({ first }) => first <= seq)?.first ?? seq + 1;
    const archived = { ...mark, horizon: this.watermark, row } satisfies StoredArchiveState;
    const writes = [this.store.put({ archived })];
    for (const part of chunks(gone, WRITE_MAX))
      writes.push(this.store.delete(part.map(({ first }) => keyOfSeq(first))));
    await Promise.all(writes);
  }

  /** Sets an alarm in case the room is evicted before everything is archived. */
  armAlarm(): Promise<void> {
    const now = this.clock.now();
    return this.alarms.want("drain", now + DRAIN_ALARM_MS, now + DRAIN_ALARM_MAX_MS);
  }

  /** Everything is archived. */
  releaseAlarm(): void {
    this.alarms.release("drain");
  }

  /** The rows that a commit writes: the last one again, with the new entries, while it has room. */
  private rowsFor(entries: readonly LogEntry[]): Record<string, readonly LogEntry[]> {
    const changed: Record<string, readonly LogEntry[]> = {};
    const last = this.rows.at(-1);
    let row = last && last.bytes + bytesOf(entries) <= ROW_FILL_BYTES ? last : undefined;
    // A copy: the previous write may still hold the array.
    this.open = row ? [...this.open] : [];
    for (const entry of entries) {
      if (!row || row.bytes + sizeOf(entry.event) > ROW_MAX_BYTES) {
        row = rowOf([entry]);
        this.rows.push(row);
        this.open = [entry];
      } else {
        extend(row, entry);
        this.open.push(entry);
      }
      changed[keyOfSeq(row.first)] = this.open;
    }
    return changed;
  }

  /** Removes from memory the oldest rows whose entries are archived and not needed for recognizing retried sends. */
  private takeSpareRows(archivedSeq: number): Row[] {
    // By seq, not by number: the last row may have entries that are being written.
    const end = this.rows.findIndex(({ first, count }) => first + count - 1 > archivedSeq - KEPT);
    return this.rows.splice(0, Math.max(0, end));
  }
}

export function bytesOf(entries: readonly LogEntry[]): number {
  return entries.reduce((sum, { event }) => sum + sizeOf(event), 0);
}

function rowOf(entries: readonly LogEntry[]): Row {
  const row = { first: entries[0]?.event.seq ?? 0, count: 0, bytes: 0, idTime: 0 };
  for (const entry of entries) extend(row, entry);
  return row;
}

function extend(row: Row, { event, clientId }: LogEntry): void {
  row.count++;
  row.bytes += sizeOf(event);
  row.idTime = Math.max(row.idTime, timeOfId(clientId));
}
