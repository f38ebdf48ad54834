import { WATCH_TTL_MS } from "@/lib/protocol/inbox";
import { chunks } from "@/lib/shared/chunks";
import { type Clock, type Store, WRITE_MAX } from "@/party/ports";
import { listAll } from "@/party/shared/list-all";
import { Once } from "@/party/shared/once";

/**
 * At most this many watchers, since each costs memory. Further users get updates of the room only while they have it
 * open.
 */
const WATCHERS_MAX = 50_000;
/** A watcher that subscribes again while more than this is left costs no write. */
const REWRITE_BELOW_MS = 0.6 * WATCH_TTL_MS;
/** An inbox asks the database first and then the room. If that took longer than this, it must check again. */
const REQUEST_VALID_MS = 30_000;
/** Hosts' clocks differ by up to this much. */
const SAME_MOMENT_MS = 1_000;

const PREFIX = "watcher:";
/** One key for each user: one value for all of them would exceed the storage limit. */
const BAR = "barred:";
/** The single key of earlier releases. */
const OLD_BARS = "unwatched";
const NOTIFIED_SEQ = "told";
const READ_PAGE = 1_000;
const EVERYONE = "*";

export interface Watcher {
  /** Epoch ms. */
  until: number;
  /** From the last update that it got; missing if the room has slept since. */
  head?: number;
  online?: number;
  /** How many calls in a row have failed, and the notifier's change count when the last one failed. */
  failures: number;
  failedAt: number;
}

/**
 * The inboxes that this room notifies, each until an expiry time, in storage. A removed user is deleted at once, and a
 * permit to watch from before the removal is refused, however late it arrives (D3).
 */
export class Watchers {
  /** In the order of their last update, the longest ago first. */
  readonly all = new Map<string, Watcher>();
  /**
   * Every watcher has the updates up to this seq. Stored only while a round waits for the alarm, since the room may
   * sleep first.
   */
  notifiedSeq: number | undefined;
  private readonly barredAt = new Map<string, number>();
  private readonly stored = new Once(() => this.read());

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  get isLoaded(): boolean {
    return this.stored.isDone;
  }

  /** Reads storage, once. @throws if it cannot be read */
  load(): Promise<void> {
    return this.stored.run();
  }

  /** Whether a round waited for the alarm when the room went to sleep. @throws if storage cannot be read */
  async isRoundPending(): Promise<boolean> {
    return (await this.store.get(NOTIFIED_SEQ)) !== undefined;
  }

  /** Starts the write before it returns its promise. */
  async storeNotifiedSeq(seq: number): Promise<void> {
    this.notifiedSeq = seq;
    await this.store.put({ [NOTIFIED_SEQ]: seq });
  }

  async clearNotifiedSeq(): Promise<void> {
    if (this.notifiedSeq === undefined) return;
    this.notifiedSeq = undefined;
    await this.store.delete([NOTIFIED_SEQ]);
  }

  /** Undefined: refused, or not possible now. Call it after `load`. @throws if storage fails */
  async add(userId: string, askedAt: number): Promise<Watcher | undefined> {
    const now = this.clock.now();
    const known = this.all.get(userId);
    if (now - askedAt > REQUEST_VALID_MS || this.isBarred(userId, askedAt)) return undefined;
    if (!known && this.all.size >= WATCHERS_MAX) return undefined;
    // A new object each time, so that the result of an earlier call to the inbox is not taken for this one's.
    const watcher = { failures: 0, failedAt: 0, until: 0, ...known };
    this.all.set(userId, watcher);
    if (watcher.until - now > REWRITE_BELOW_MS) return watcher;
    watcher.until = now + WATCH_TTL_MS;
    try {
      await this.store.put({ [PREFIX + userId]: watcher.until });
    } catch (error) {
      this.all.delete(userId);
      throw error;
    }
    return this.all.get(userId) === watcher ? watcher : undefined;
  }

  /** Stops the updates to these users until they subscribe again. Effective in memory in this turn; then stored. */
  async bar(userIds: readonly string[]): Promise<void> {
    const now = this.clock.now();
    for (const id of userIds) this.barredAt.set(id, now);
    for (const id of userIds) this.all.delete(id);
    await this.load();
    await Promise.all([this.keepBars(userIds), this.forget(userIds)]);
  }

  /** Stops the updates to all watchers until they subscribe again. Returns the watchers. */
  async barAll(): Promise<string[]> {
    this.barredAt.set(EVERYONE, this.clock.now());
    const everyone = new Set(this.clear());
    await this.load();
    for (const id of this.all.keys()) everyone.add(id);
    await Promise.all([this.keepBars([EVERYONE]), this.forget([...everyone]), this.clearNotifiedSeq()]);
    return [...everyone];
  }

  /** Forgets all watchers, in memory only. Returns them. */
  clear(): string[] {
    const everyone = [...this.all.keys()];
    this.all.clear();
    return everyone;
  }

  /** Deletes these watchers and the expired ones. */
  async forget(userIds: readonly string[] = []): Promise<void> {
    const now = this.clock.now();
    const gone = new Set(userIds);
    for (const [id, { until }] of this.all) if (until <= now) gone.add(id);
    for (const id of gone) this.all.delete(id);
    const keys = [...gone].map((id) => PREFIX + id);
    await Promise.all(chunks(keys, WRITE_MAX).map((part) => this.store.delete(part)));
  }

  /** Stores the bars, since the room may sleep before the last of the refused permits arrives. */
  private async keepBars(ids: readonly string[]): Promise<void> {
    const now = this.clock.now();
    const old = [...this.barredAt].flatMap(([id, at]) => (at < now - 2 * REQUEST_VALID_MS ? [id] : []));
    for (const id of old) this.barredAt.delete(id);
    const keys = [OLD_BARS, ...old.map((id) => BAR + id)];
    const pairs = ids.map((id): [string, number] => [BAR + id, this.barredAt.get(id) ?? now]);
    await Promise.all([
      ...chunks(pairs, WRITE_MAX).map((part) => this.store.put(Object.fromEntries(part))),
      ...(old.length > 0 ? chunks(keys, WRITE_MAX).map((part) => this.store.delete(part)) : []),
    ]);
  }

  private isBarred(userId: string, askedAt: number): boolean {
    const at = Math.max(this.barredAt.get(userId) ?? 0, this.barredAt.get(EVERYONE) ?? 0);
    return askedAt <= at + SAME_MOMENT_MS;
  }

  private async read(): Promise<void> {
    const old = Object.entries((await this.store.get<Record<string, number>>(OLD_BARS)) ?? {});
    const bars = await listAll<number>(this.store, BAR, READ_PAGE);
    for (const [key, at] of [...old, ...bars]) {
      const id = key.startsWith(BAR) ? key.slice(BAR.length) : key;
      this.barredAt.set(id, Math.max(at, this.barredAt.get(id) ?? 0));
    }
    this.notifiedSeq ??= await this.store.get<number>(NOTIFIED_SEQ);
    for (const [key, until] of await listAll<number>(this.store, PREFIX, READ_PAGE)) {
      this.all.set(key.slice(PREFIX.length), { until, failures: 0, failedAt: 0 });
    }
  }
}
