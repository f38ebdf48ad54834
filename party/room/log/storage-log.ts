import type { LogEntry } from "@/lib/events/reduce";
import { chunks } from "@/lib/shared/chunks";
import { timeOfId } from "@/lib/shared/ids";
import { type Clock, type Store, WRITE_MAX } from "@/party/ports";
import type { Alarms } from "@/party/room/lifecycle/alarms";
import { listAll } from "@/party/shared/list-all";

const READ_PAGE = 128;
/** Archived entries that stay, so that a room that wakes recognizes a retried send without a query. */
const KEPT = 100;
/** Wakes the room after an eviction, to archive what waits. */
const DRAIN_ALARM_MS = 30_000;

const PREFIX = "log:";
const keyOfSeq = (seq: number) => PREFIX + String(seq).padStart(12, "0");
const keyOf = (entry: LogEntry) => keyOfSeq(entry.event.seq);

/** Kept in storage about the events that were deleted from it. */
export interface StoredArchiveState {
  /** The archive has this log up to this seq. */
  seq: number;
  /** The seq of the newest message up to there; 0 if there is none. */
  lastMessage: number;
  /** The newest id time among the deleted sends (see SendDedup). */
  horizon: number;
}

/** The head of the log in a room's storage, and how many events are not archived; undefined: storage is empty. */
export async function storedLength(store: Store): Promise<{ head: number; outbox: number } | undefined> {
  const archived = await store.get<StoredArchiveState>("archived");
  if (!archived) return undefined;
  const waiting = await listAll(store, PREFIX, READ_PAGE, keyOfSeq(archived.seq));
  return { head: archived.seq + waiting.length, outbox: waiting.length };
}

/** The log in the room's storage: the events that are not archived, and a few that are. */
export class StorageLog {
  private readonly kept: Array<{ key: string; idTime: number }> = [];
  private watermark = 0;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly alarms: Alarms,
  ) {}

  /** The content of storage. `archived` is missing in a new room. */
  async read(): Promise<{ archived: StoredArchiveState | undefined; entries: LogEntry[] }> {
    const archived = await this.store.get<StoredArchiveState>("archived");
    const entries = (await listAll<LogEntry>(this.store, PREFIX, READ_PAGE)).map(([, entry]) => entry);
    this.watermark = archived?.horizon ?? 0;
    this.note(entries);
    return { archived, entries };
  }

  /** The part of the log after `seq` that storage still has, in order. */
  async after(seq: number): Promise<LogEntry[]> {
    return (await listAll<LogEntry>(this.store, PREFIX, READ_PAGE, keyOfSeq(seq))).map(([, entry]) => entry);
  }

  async begin(archived: StoredArchiveState): Promise<void> {
    this.watermark = archived.horizon;
    await this.store.put({ archived });
  }

  /** Makes at most WRITE_MAX entries durable, all or none. The write starts before this returns. */
  async put(entries: readonly LogEntry[]): Promise<void> {
    const written = this.store.put(Object.fromEntries(entries.map((entry) => [keyOf(entry), entry])));
    // In the same turn as the put, so that both become durable together.
    await (this.alarms.wants("drain") ? written : Promise.all([written, this.armAlarm()]));
    this.note(entries);
  }

  /**
   * Records how far the log is archived and deletes events that are no longer needed.
   * @param waiting how many of the newest events are not archived
   * @param more pairs that become durable in the same step
   */
  async archivedTo(
    { seq, lastMessage, waiting }: { seq: number; lastMessage: number; waiting: number },
    more: Record<string, unknown>,
  ): Promise<void> {
    const gone = this.kept.splice(0, Math.max(0, this.kept.length - waiting - KEPT));
    for (const { idTime } of gone) this.watermark = Math.max(this.watermark, idTime);
    // Started in one turn: the watermark replaces the deleted entries, so both must become durable together.
    const archived = { seq, lastMessage, horizon: this.watermark } satisfies StoredArchiveState;
    const writes = [this.store.put({ archived, ...more })];
    for (const part of chunks(gone, WRITE_MAX)) writes.push(this.store.delete(part.map(({ key }) => key)));
    await Promise.all(writes);
  }

  /** Sets an alarm in case the room is evicted before everything is archived. */
  armAlarm(): Promise<void> {
    return this.alarms.want("drain", this.clock.now() + DRAIN_ALARM_MS);
  }

  disarmAlarm(): Promise<void> {
    return this.alarms.drop("drain");
  }

  private note(entries: readonly LogEntry[]): void {
    for (const entry of entries) this.kept.push({ key: keyOf(entry), idTime: timeOfId(entry.clientId) });
  }
}
