import { type LogEntry, timeOf } from "@/lib/events/reduce";
import type { RoomMetrics } from "@/lib/server/metrics";
import type { MentionedBy, Ports, StoredCall } from "@/party/ports";
import type { Alarms } from "./lifecycle/alarms";
import { EventLog, type EventLogEvents } from "./log/event-log";
import { RecentMessages } from "./log/recent-messages";
import { ArchivedMentions } from "./notifications/archived-mentions";
import { ReadPositions } from "./read-positions";
import { archiver, BATCH_MAX, FLUSH_DELAY_MS, RedisReplica } from "./replication/copy";
import { Flusher } from "./replication/flusher";

interface RoomStateEvents extends EventLogEvents {
  /** The archive says that the room was deleted. */
  gone(): void;
  /** A batch is in the archive, and its mentions are known. */
  archived(): void;
  /** The database has commands for the room. */
  pending(commands: readonly StoredCall[]): void;
}

/** What a room keeps in memory of its log. It is read from storage when first needed, and again should storage fail. */
export class RoomState {
  readonly window: RecentMessages;
  readonly mentioned = new ArchivedMentions();
  private readonly redisReplica: RedisReplica;
  private readonly archiveFlusher: Flusher;
  private readonly redisFlusher: Flusher;

  private constructor(
    readonly log: EventLog,
    readonly readers: ReadPositions,
    ports: Ports,
    hears: Pick<RoomStateEvents, "gone" | "archived" | "pending">,
  ) {
    const settings = { delayMs: FLUSH_DELAY_MS, fullAt: BATCH_MAX };
    const archived = (batch: readonly LogEntry[], mentioned: readonly MentionedBy[]) => {
      this.mentioned.archived(batch, mentioned);
      hears.archived();
    };
    this.window = new RecentMessages(ports, log);
    this.redisReplica = new RedisReplica(log, this.window, ports);
    this.redisFlusher = new Flusher(this.redisReplica, ports.clock, settings);
    const heard = { gone: hears.gone, pending: hears.pending, archived };
    this.archiveFlusher = new Flusher(archiver(log, readers, ports, heard), ports.clock, settings);
  }

  /** @param readers as they are in memory already, if so. @throws when the room may not number events yet (see Log.open). */
  static async open(ports: Ports, hears: RoomStateEvents, alarms: Alarms, readers?: ReadPositions): Promise<RoomState> {
    const log = await EventLog.open(ports, hears, alarms);
    const known = readers ?? new ReadPositions((await ports.store.get("readers")) ?? {});
    const live = new RoomState(log, known, ports, hears);
    live.flushSoon();
    return live;
  }

  get metrics(): Omit<RoomMetrics, "state" | "sockets" | "people"> {
    const { head, archivedSeq, depth } = this.log;
    const [oldest] = this.log.from(archivedSeq + 1, 1);
    const waitingSince = oldest && timeOf(oldest.event);
    const [database, redis] = [this.archiveFlusher.metrics, this.redisFlusher.metrics];
    return { head, outbox: depth, waitingSince, database, redis };
  }

  readonly flushSoon = (): void => {
    this.archiveFlusher.notify();
    this.redisFlusher.notify();
  };

  /** Flushes until nothing waits or the other side is away. */
  async drain(): Promise<void> {
    await Promise.all([this.archiveFlusher.run(), this.redisFlusher.run()]);
  }

  /** The window, read if need be; on a miss Redis gets it first (C1). */
  async loadWindow() {
    const source = await this.window.load();
    if (!this.window.takeMiss()) return source;
    this.redisReplica.markStale();
    await this.redisFlusher.run();
    return source;
  }

  /** For good: the room has ended. Resolves when nothing of it touches storage any more. */
  end(): Promise<void> {
    this.log.isBroken = true;
    return this.stop();
  }

  /** Resolves when nothing of it touches storage any more. */
  async stop(): Promise<void> {
    await Promise.all([this.archiveFlusher.stop(), this.redisFlusher.stop()]);
  }
}
