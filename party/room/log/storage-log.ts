import type { LogEntry } from "@/lib/events/reduce";
import { chunks } from "@/lib/shared/chunks";
import { timeOfId } from "@/lib/shared/ids";
import { type Clock, type Store, WRITE_MAX } from "@/party/ports";
import type { Alarms } from "@/party/room/lifecycle/alarms";
import { listAll } from "@/party/shared/list-all";

const READ_PAGE = 128;
/** How many archived entries stay, so that a room that wakes still knows a retried send without asking the archive. */
const KEPT = 100;
/** Wakes the room to drain what an eviction left waiting. In ms. */
const DRAIN_ALARM_MS = 30_000;

const PREFIX = "log:";
const keyOfSeq = (seq: number) => PREFIX + String(seq).padStart(12, "0");
const keyOf = (entry: LogEntry) => keyOfSeq(entry.event.seq);

/** What storage keeps of the events that it has let go. */
export interface StoredArchiveState {
  /** How far the archive has this log. */
  seq: number;
  /** The seq of the newest message up to there; 0 where there is none. */
  lastMessage: number;
  /** The newest id time among the sends let go (see KnownSends). */
  horizon: number;
}

/** How far the log in a room's storage goes, and how much of it waits for the archive; undefined: there is none. */
export async function storedLength(store: Store): Promise<{ head: number; outbox: number } | undefined> {
  const archived = await store.get<StoredArchiveState>("archived");
  if (!archived) return undefined;
  const waiting = await listAll(store, PREFIX, READ_PAGE, keyOfSeq(archived.seq));
  return { head: archived.seq + waiting.length, outbox: waiting.length };
}

/** The log as it lies in the room's storage: what waits for the archive, and a little of what is there already. */
export class StorageLog {
  private readonly kept: Array<{ key: string; idTime: number }> = [];
  private horizon = 0;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly alarms: Alarms,
  ) {}

  /** What storage holds. `archived` is missing in a new room. */
  async read(): Promise<{ archived: StoredArchiveState | undefined; entries: LogEntry[] }> {
    const archived = await this.store.get<StoredArchiveState>("archived");
    const entries = (await listAll<LogEntry>(this.store, PREFIX, READ_PAGE)).map(([, entry]) => entry);
    this.horizon = archived?.horizon ?? 0;
    this.note(entries);
    return { archived, entries };
  }

  /** What storage still has of the log after `seq`, in order. */
  async after(seq: number): Promise<LogEntry[]> {
    return (await listAll<LogEntry>(this.store, PREFIX, READ_PAGE, keyOfSeq(seq))).map(([, entry]) => entry);
  }

  async begin(archived: StoredArchiveState): Promise<void> {
    this.horizon = archived.horizon;
    await this.store.put({ archived });
  }

  /** Makes at most WRITE_MAX entries durable, all or none. The write starts before this returns. */
  async put(entries: readonly LogEntry[]): Promise<void> {
    const written = this.store.put(Object.fromEntries(entries.map((entry) => [keyOf(entry), entry])));
    // In the same turn as the put, so that the two become durable together.
    await (this.alarms.wants("drain") ? written : Promise.all([written, this.armAlarm()]));
    this.note(entries);
  }

  /**
   * Notes how far the archive has the log and lets go of what nobody needs here; `waiting` entries are still to go.
   * @param more pairs that become durable in the same step
   */
  async archivedTo(
    { seq, lastMessage, waiting }: { seq: number; lastMessage: number; waiting: number },
    more: Record<string, unknown>,
  ): Promise<void> {
    const gone = this.kept.splice(0, Math.max(0, this.kept.length - waiting - KEPT));
    for (const { idTime } of gone) this.horizon = Math.max(this.horizon, idTime);
    // Begun in one turn, so one durable step: the horizon moves together with what it stands for.
    const archived = { seq, lastMessage, horizon: this.horizon } satisfies StoredArchiveState;
    const writes = [this.store.put({ archived, ...more })];
    for (const part of chunks(gone, WRITE_MAX)) writes.push(this.store.delete(part.map(({ key }) => key)));
    await Promise.all(writes);
  }

  /** Asks to be woken, should the room be evicted before its outbox is empty. */
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
