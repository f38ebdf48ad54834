import type { Entry } from "../lib/log";
import { BATCH_MAX, RedisCopy, toArchive } from "./copy";
import { Log } from "./log";
import type { Ports } from "./ports";
import { Pump } from "./pump";
import { Window } from "./window";

/** The longest that a durable event waits for its flush (B1). In ms. */
const FLUSH_DELAY_MS = 200;

/** What a room keeps in memory of its log. It is read from storage when first needed, and again should storage fail. */
export class Live {
  readonly window: Window;
  private readonly copy: RedisCopy;
  private readonly archivePump: Pump;
  private readonly redisPump: Pump;

  private constructor(
    readonly log: Log,
    ports: Ports,
  ) {
    const settings = { delayMs: FLUSH_DELAY_MS, fullAt: BATCH_MAX };
    this.window = new Window(ports, log);
    this.copy = new RedisCopy(log, this.window, ports);
    this.redisPump = new Pump(this.copy, ports.clock, settings);
    this.archivePump = new Pump(toArchive(log, ports), ports.clock, settings);
  }

  /** @throws when the room may not number events yet (see Log.open). */
  static async open(ports: Ports, onDurable: (entries: readonly Entry[]) => void): Promise<Live> {
    const live = new Live(await Log.open(ports, onDurable), ports);
    if (live.log.depth > 0) live.flushSoon();
    return live;
  }

  flushSoon(): void {
    this.archivePump.nudge();
    this.redisPump.nudge();
  }

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

  /** Resolves when nothing of it touches storage any more. */
  async stop(): Promise<void> {
    await Promise.all([this.archivePump.stop(), this.redisPump.stop()]);
  }
}
