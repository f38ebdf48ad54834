import { type Entry, timeOf } from "@/lib/events/log";
import type { RoomMetrics } from "@/lib/server/room-metrics";
import type { Alarms } from "./lifecycle/alarms";
import { Log, type LogHears } from "./log/log";
import { Window } from "./log/window";
import { Mentioned } from "./notifications/mentioned";
import type { MentionedBy, Ports, StoredCommand } from "./ports";
import { Readers } from "./readers";
import { BATCH_MAX, FLUSH_DELAY_MS, RedisCopy, toArchive } from "./replication/copy";
import { Pump } from "./replication/pump";

interface Hears extends LogHears {
  /** The archive says that the room was deleted. */
  gone(): void;
  /** A batch is in the archive, and its mentions are known. */
  archived(): void;
  /** The database has commands for the room. */
  pending(commands: readonly StoredCommand[]): void;
}

/** What a room keeps in memory of its log. It is read from storage when first needed, and again should storage fail. */
export class Live {
  readonly window: Window;
  readonly mentioned = new Mentioned();
  private readonly copy: RedisCopy;
  private readonly archivePump: Pump;
  private readonly redisPump: Pump;

  private constructor(
    readonly log: Log,
    readonly readers: Readers,
    ports: Ports,
    hears: Pick<Hears, "gone" | "archived" | "pending">,
  ) {
    const settings = { delayMs: FLUSH_DELAY_MS, fullAt: BATCH_MAX };
    const archived = (batch: readonly Entry[], mentioned: readonly MentionedBy[]) => {
      this.mentioned.archived(batch, mentioned);
      hears.archived();
    };
    this.window = new Window(ports, log);
    this.copy = new RedisCopy(log, this.window, ports);
    this.redisPump = new Pump(this.copy, ports.clock, settings);
    const heard = { gone: hears.gone, pending: hears.pending, archived };
    this.archivePump = new Pump(toArchive(log, readers, ports, heard), ports.clock, settings);
  }

  /** @param readers as they are in memory already, if so. @throws when the room may not number events yet (see Log.open). */
  static async open(ports: Ports, hears: Hears, alarms: Alarms, readers?: Readers): Promise<Live> {
    const log = await Log.open(ports, hears, alarms);
    const known = readers ?? new Readers((await ports.store.get("readers")) ?? {});
    const live = new Live(log, known, ports, hears);
    live.flushSoon();
    return live;
  }

  get metrics(): Omit<RoomMetrics, "state" | "sockets" | "people"> {
    const { head, archived, depth } = this.log;
    const [oldest] = this.log.from(archived + 1, 1);
    const waitingSince = oldest && timeOf(oldest.event);
    const [database, redis] = [this.archivePump.metrics, this.redisPump.metrics];
    return { head, outbox: depth, waitingSince, database, redis };
  }

  readonly flushSoon = (): void => {
    this.archivePump.nudge();
    this.redisPump.nudge();
  };

  /** Flushes until nothing waits or the other side is away. */
  async drain(): Promise<void> {
    await Promise.all([this.archivePump.run(), this.redisPump.run()]);
  }

  /** The window, read if need be; on a miss Redis gets it first (C1). */
  async loadWindow() {
    const source = await this.window.load();
    if (!this.window.takeMiss()) return source;
    this.copy.markStale();
    await this.redisPump.run();
    return source;
  }

  /** For good: the room has ended. Resolves when nothing of it touches storage any more. */
  end(): Promise<void> {
    this.log.isBroken = true;
    return this.stop();
  }

  /** Resolves when nothing of it touches storage any more. */
  async stop(): Promise<void> {
    await Promise.all([this.archivePump.stop(), this.redisPump.stop()]);
  }
}
