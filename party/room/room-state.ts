import { type LogEntry, timeOf } from "@/lib/events/reduce";
import type { RoomMetrics } from "@/lib/server/metrics";
import type { Ports } from "@/party/ports";
import type { Alarms } from "./lifecycle/alarms";
import { EventLog, type EventLogHooks } from "./log/event-log";
import { RecentMessages } from "./log/recent-messages";
import { ArchivedMentions } from "./notifications/archived-mentions";
import { Authors } from "./notifications/authors";
import { ReadPositions } from "./presence/read-positions";
import { Archiver, type ArchiverHooks, type Found } from "./replication/archiver";
import { Flusher } from "./replication/flusher";
import { RedisReplica } from "./replication/redis-replica";

interface RoomStateHooks extends EventLogHooks, Omit<ArchiverHooks, "onArchived"> {
  /** A batch is archived, and it is known whom it concerns. */
  onArchived(): void;
}

/**
 * The log and the state derived from it, in memory. Read from storage when first needed, and again if storage fails.
 */
export class RoomState {
  readonly window: RecentMessages;
  readonly mentioned = new ArchivedMentions();
  readonly authors: Authors;
  private readonly redisReplica: RedisReplica;
  private readonly archiveFlusher: Flusher;
  private readonly redisFlusher: Flusher;

  private constructor(
    readonly log: EventLog,
    readonly readers: ReadPositions,
    ports: Ports,
    hooks: RoomStateHooks,
  ) {
    const onArchived = (batch: readonly LogEntry[], { mentioned, authors = [] }: Found) => {
      this.mentioned.archived(batch, mentioned);
      this.authors.archived(batch, authors);
      hooks.onArchived();
    };
    this.window = new RecentMessages(ports, log);
    this.authors = new Authors(log, this.window);
    this.redisReplica = new RedisReplica(log, this.window, ports);
    this.redisFlusher = new Flusher(this.redisReplica, ports.clock);
    this.archiveFlusher = new Flusher(new Archiver(log, readers, ports, { ...hooks, onArchived }), ports.clock);
  }

  /**
   * @param readers those already in memory, if any @throws if the room must not number events yet (see EventLog.open)
   */
  static async open(ports: Ports, hooks: RoomStateHooks, alarms: Alarms, readers?: ReadPositions): Promise<RoomState> {
    await alarms.load();
    const log = await EventLog.open(ports, hooks, alarms);
    const positions = readers ?? new ReadPositions(log.storedReaders ?? (await ports.store.get("readers")) ?? {});
    const state = new RoomState(log, positions, ports, hooks);
    state.flushSoon();
    return state;
  }

  get metrics(): Omit<RoomMetrics, "state" | "sockets" | "people"> {
    const { head, archivedSeq, depth, unmarked } = this.log;
    const [oldest] = this.log.from(archivedSeq + 1, 1);
    const waitingSince = oldest && timeOf(oldest.event);
    const [database, redis] = [this.archiveFlusher.metrics, this.redisFlusher.metrics];
    return { head, outbox: depth + unmarked, waitingSince, database, redis };
  }

  /** Whether only the archive knows whom some of these concern. */
  needsArchive(entries: readonly LogEntry[]): boolean {
    return this.mentioned.areUnknown(entries) || this.authors.areUnknown(entries);
  }

  /** @param isUrgent the flush does not wait for the gap after the last one */
  readonly flushSoon = (isUrgent = false): void => {
    this.archiveFlusher.notify(isUrgent);
    this.redisFlusher.notify(isUrgent);
  };

  /** Flushes until nothing waits or the stores are unavailable. */
  async drain(): Promise<void> {
    await Promise.all([this.archiveFlusher.run(), this.redisFlusher.run()]);
  }

  /** Reads the recent messages if needed. If Redis had no complete list, tries to write one before this resolves (C1). */
  async loadWindow() {
    const source = await this.window.load();
    if (!this.window.takeMiss()) return source;
    this.redisReplica.markStale();
    await this.redisFlusher.run();
    return source;
  }

  /** The room has ended: nothing may be appended any more. Resolves when storage is no longer used. */
  end(): Promise<void> {
    this.log.isBroken = true;
    return this.stop();
  }

  /** Resolves when storage is no longer used. */
  async stop(): Promise<void> {
    await Promise.all([this.archiveFlusher.stop(), this.redisFlusher.stop()]);
  }
}
