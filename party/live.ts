import { BATCH_MAX, RedisCopy, toArchive } from "./copy";
import { Log, type LogHears } from "./log";
import type { Ports } from "./ports";
import { Pump } from "./pump";
import { Window } from "./window";

/** The longest that a durable event waits for its flush (B1). In ms. */
const FLUSH_DELAY_MS = 200;

interface Hears extends LogHears {
  /** The archive says that the room was deleted. */
  gone(): void;
}

/** What a room keeps in memory of its log. It is read from storage when first needed, and again should storage fail. */
export class Live {
  readonly window: Window;
  private readonly copy: RedisCopy;
  private readonly archivePump: Pump;
  private readonly redisPump: Pump;

  private constructor(
    readonly log: Log,
    ports: Ports,
    onGone: () => void,
  ) {
    const settings = { delayMs: FLUSH_DELAY_MS, fullAt: BATCH_MAX };
    this.window = new Window(ports, log);
    this.copy = new RedisCopy(log, this.window, ports);
    this.redisPump = new Pump(this.copy, ports.clock, settings);
    this.archivePump = new Pump(toArchive(log, ports, onGone), ports.clock, settings);
  }

  /** @throws when the room may not number events yet (see Log.open). */
  static async open(ports: Ports, hears: Hears): Promise<Live> {
    const live = new Live(await Log.open(ports, hears), ports, hears.gone);
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
