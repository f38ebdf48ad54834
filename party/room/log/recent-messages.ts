import { reduce } from "@/lib/events/reduce";
import { sizeOf, takeLastWithin } from "@/lib/protocol/event-size";
import { type Event, type Message, RECENT_MAX, type Source } from "@/lib/protocol/room";
import type { Ports } from "@/party/ports";
import { type Encoded, encoded } from "@/party/room/encoded";
import type { EventLog } from "./event-log";

/** The recent 50 messages in memory, read once when first needed (C1) and updated by every event since. */
export class RecentMessages {
  private current: Message[] | undefined;
  private loading: Promise<Source> | undefined;
  private encoded: Encoded | undefined;
  /** Redis's head when the window was read from its list; undefined if it was read elsewhere. */
  redisAsOf: number | undefined;
  /** Redis answered but had no complete list: the caller that loads the window then writes it to Redis. */
  private isMissingInRedis = false;

  constructor(
    private readonly ports: Pick<Ports, "cache" | "archive" | "warn">,
    private readonly log: EventLog,
  ) {}

  /** Oldest first. Call it after `load`. */
  get messages(): readonly Message[] {
    return this.current ?? [];
  }

  /**
   * The newest messages as JSON, as many as fit in `maxBytes`. The window is encoded once for any number of welcomes.
   * The client reads older messages as history.
   */
  json(maxBytes: number): Encoded {
    this.encoded ??= encoded(JSON.stringify(this.messages));
    if (this.encoded.bytes <= maxBytes) return this.encoded;
    return encoded(JSON.stringify(takeLastWithin(this.messages, maxBytes, sizeOf)));
  }

  apply(events: readonly Event[]): void {
    this.encoded = undefined;
    if (this.current) this.current = reduce(this.current, events, RECENT_MAX);
  }

  /**
   * Loads `messages` and returns the source. Concurrent callers share one read.
   * @throws if Redis has no complete list and the archive is unavailable
   */
  load(): Promise<Source> {
    if (this.current) return Promise.resolve("memory");
    this.loading ??= this.read().finally(() => {
      this.loading = undefined;
    });
    return this.loading;
  }

  /** Returns true once after Redis had no complete list, so that only one caller writes the list. */
  takeMiss(): boolean {
    const missed = this.isMissingInRedis;
    this.isMissingInRedis = false;
    return missed;
  }

  private async read(): Promise<Source> {
    if (this.log.tailStart === 1) return this.fill([], "memory");
    const list = await this.ports.cache.read().catch((error) => {
      this.ports.warn("redis: reading the recent list failed", error);
      return undefined;
    });
    // Redis's list must reach to where memory begins, and not beyond the log's head. Otherwise Redis missed a write
    // (C3).
    if (list?.messages && list.asOf >= this.log.tailStart - 1 && list.asOf <= this.log.head) {
      this.redisAsOf = list.asOf;
      return this.fill(list.messages, "redis");
    }
    const archived = await this.ports.archive.recent(RECENT_MAX);
    this.isMissingInRedis = list !== undefined;
    return this.fill(archived, "database");
  }

  private fill(messages: readonly Message[], source: Source): Source {
    const since = this.log.from(this.log.tailStart).map(({ event }) => event);
    this.encoded = undefined;
    this.current = reduce(messages, since, RECENT_MAX);
    return source;
  }
}
