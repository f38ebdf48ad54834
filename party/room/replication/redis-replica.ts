import { timeOf } from "@/lib/events/reduce";
import { sizeOf, takeLastWithin, takeWithin } from "@/lib/protocol/event-size";
import type { Ports } from "@/party/ports";
import type { EventLog } from "@/party/room/log/event-log";
import type { RecentMessages } from "@/party/room/log/recent-messages";
import { BATCH_MAX, type FlushTarget } from "./flusher";

/**
 * Upstash's free plan allows requests of 1 MB. A flush contains each message twice, as JSON in JSON; a rewrite contains
 * the list and the stream.
 */
const REDIS_BATCH_BYTES = 300_000;
const REDIS_LIST_BYTES = 400_000;

/**
 * Replicates events to Redis. If Redis missed some, or may have (an error after the write, a flushed or restored
 * server), list and stream are rewritten from memory instead of repaired (C3).
 */
export class RedisReplica implements FlushTarget {
  private copied: number;
  /** The time of the event at `copied` (epoch ms); undefined: unknown. */
  private copiedAt: number | undefined;
  private isWhole = true;
  /** False in a room that wakes with unarchived events: Redis may already have some of them. */
  private isSure: boolean;

  constructor(
    private readonly log: EventLog,
    private readonly window: RecentMessages,
    private readonly ports: Pick<Ports, "cache" | "warn">,
  ) {
    this.copied = log.archivedSeq;
    this.isSure = log.depth === 0;
    if (this.isSure) this.copiedAt = log.newestAt;
  }

  waiting(): number {
    // An incomplete replica is as urgent as a full batch.
    return this.isWhole ? this.log.head - this.copied : BATCH_MAX;
  }

  async step(): Promise<void> {
    try {
      if (!this.isSure) await this.askRedis();
      if (this.isWhole && this.copied + 1 >= this.log.tailStart) await this.append();
      else await this.rewrite();
    } catch (error) {
      this.isWhole = false;
      throw error;
    }
  }

  failed(error: unknown): void {
    this.ports.warn("redis: writing failed, the copies will be rebuilt", error);
  }

  /** Redis lacks events: the next step rewrites it. */
  markStale(): void {
    this.isWhole = false;
  }

  /**
   * Finds out which events Redis already has. Appending the same events twice would corrupt the list, and with the
   * archive unavailable it could not be repaired.
   */
  private async askRedis(): Promise<void> {
    await this.window.load();
    if (this.window.redisAsOf === undefined) this.isWhole = false;
    else this.copied = Math.max(this.copied, this.window.redisAsOf);
    this.isSure = true;
  }

  private async append(): Promise<void> {
    const next = this.log.from(this.copied + 1, BATCH_MAX).map(({ event }) => event);
    const events = takeWithin(next, REDIS_BATCH_BYTES, sizeOf);
    const upTo = this.copied + events.length;
    const prev = this.log.lastMessageBefore(this.copied + 1);
    const batch = { events, since: this.copied, sinceAt: this.copiedAt, prev };
    const changesOld = events.some(({ kind }) => kind !== "message");
    // The window in memory may be ahead of the batch: then everything is rewritten as of the head.
    if (changesOld && upTo < this.log.head) return this.rewrite();
    if (changesOld) await this.window.load();
    if (changesOld && upTo < this.log.head) return this.rewrite();
    const window = changesOld ? takeLastWithin(this.window.messages, REDIS_LIST_BYTES, sizeOf) : undefined;
    this.isWhole = await this.ports.cache.append({ ...batch, window });
    this.copied = upTo;
    const last = events.at(-1);
    if (last) this.copiedAt = timeOf(last);
  }

  private async rewrite(): Promise<void> {
    await this.window.load();
    const upTo = this.log.head;
    const tail = this.log.from(this.log.tailStart).map(({ event }) => event);
    const messages = takeLastWithin(this.window.messages, REDIS_LIST_BYTES, sizeOf);
    await this.ports.cache.rewrite(messages, takeLastWithin(tail, REDIS_BATCH_BYTES, sizeOf), upTo);
    this.copied = upTo;
    const last = tail.at(-1);
    this.copiedAt = last && timeOf(last);
    this.isWhole = true;
  }
}
