/** Tells inboxes what is new in a room: the first thing at once, then at most once a second, and nothing while nothing is. */

import type { Entry } from "@/lib/events/log";
import type { RoomOrder } from "@/lib/server/room-admin";
import { chunks } from "@/lib/shared/chunks";
import type { RoomNews, Watch } from "@/party/gateway/inside";
import type { Alarms } from "@/party/room/lifecycle/alarms";
import type { Live } from "@/party/room/live";
import type { Observer } from "@/party/room/observer";
import { type Inboxes, type Ports, RoomGone } from "@/party/room/ports";
import { newsSince, standing } from "./news";
import { type Watcher, Watchers } from "./watchers";

const ROUND_MS = 1_000;
/**
 * Calls in one round, and in one event of the room; more watchers take turns. Cloudflare allows 1,000 calls to objects per event (a
 * frame, a request, an alarm), and calls made by a timer count with the event before it.
 */
const ROUND_MAX = 500;
/** How long news waits for the archive's mentions; then inboxes are told without them. */
const MENTIONS_MS = 600;
const CALLS_AT_ONCE = 50;
/** An inbox that can't be reached is left alone until something else is new. */
const TRIES = 3;

/** What it asks of its room. */
interface Told {
  live(): Promise<Live>;
  online(): number;
}

interface Now {
  live: Live;
  online: number;
  news: Map<number, ReturnType<typeof newsSince>>;
}

export class Telling implements Observer {
  private readonly watchers: Watchers;
  /** Who is to ask anew whether they may watch. */
  private readonly dismissed = new Set<string>();
  private readonly reads = new Map<string, number>();
  /** The head before the first event of this life: what everybody knew when the room fell asleep. */
  private headBefore: number | undefined;
  private hasPresenceChanged = false;
  private changes = 0;
  private lastRoundAt = Number.NEGATIVE_INFINITY;
  private callsLeft = ROUND_MAX;
  /** The seq up to which every watcher had the news when the last round ended; undefined: all had everything. */
  private toldTo: number | undefined;
  /** Entries whose mentions are awaited, and the deadline. */
  private awaited: { entries: readonly Entry[]; until: number } | undefined;
  private isTelling = false;
  private cancelTimer: (() => void) | undefined;

  constructor(
    private readonly ports: Pick<Ports, "store" | "clock" | "inboxes" | "warn">,
    private readonly alarms: Alarms,
    private readonly room: Told,
  ) {
    this.watchers = new Watchers(ports.store, ports.clock);
  }

  /** The host has delivered a new event to the room, which has its own allowance of calls. */
  newEvent(): void {
    this.callsLeft = ROUND_MAX;
  }

  /** Handles the alarm, perhaps in a room that slept while a round waited for it. @throws when storage can't be read. */
  async rang(): Promise<void> {
    if (!this.watchers.isLoaded && !(await this.watchers.wereBehind())) return;
    if (this.isTelling || this.cancelTimer) return;
    if (this.nextRoundIn() < 1) await this.round();
    else this.nextRound();
  }

  /** Has an inbox told from now on; answers how things stand. Undefined: they may not know of the room, or must ask anew. */
  async watch({ userId, askedAt }: Watch): Promise<RoomNews | undefined> {
    const live = await this.room.live().catch((error) => {
      if (!(error instanceof RoomGone)) throw error;
    });
    if (!live) return undefined;
    await this.watchers.load();
    const watcher = await this.watchers.add(userId, askedAt);
    if (!watcher) return undefined;
    this.dismissed.delete(userId);
    const lastReadSeq = live.readers.ownSeqOf(userId);
    const now = { ...standing(live), online: this.room.online(), ...(lastReadSeq > 0 && { lastReadSeq }) };
    Object.assign(watcher, { head: now.head, online: now.online });
    return now;
  }

  /** Whether an inbox watches the room. @throws when storage cannot be read. */
  async isWatched(): Promise<boolean> {
    await this.watchers.load();
    const now = this.ports.clock.now();
    return [...this.watchers.all.values()].some(({ until }) => until > now);
  }

  published(entries: readonly Entry[], { log, mentioned }: Live): void {
    if (mentioned.areUnknown(entries)) {
      const until = this.awaited?.until ?? this.ports.clock.now() + MENTIONS_MS;
      this.awaited = { entries: [...(this.awaited?.entries ?? []), ...entries], until };
    }
    const first = entries[0]?.event.seq ?? log.head + 1;
    // A room that went down in the middle of things may not have told what the archive lacks.
    this.headBefore ??= Math.min(first - 1, log.archived);
    this.changed();
  }

  archived({ mentioned }: Live): void {
    if (!this.awaited || mentioned.areUnknown(this.awaited.entries)) return;
    this.awaited = undefined;
    if (!this.cancelTimer) return;
    this.cancelTimer();
    this.cancelTimer = undefined;
    this.nextRound();
  }

  presenceChanged(): void {
    this.hasPresenceChanged = true;
    this.changed();
  }

  read(userId: string, seq: number): void {
    if (this.watchers.isLoaded && !this.watchers.all.has(userId)) return;
    this.reads.set(userId, Math.max(seq, this.reads.get(userId) ?? 0));
    this.changed();
  }

  ordered(order: RoomOrder): void {
    if (order.type === "close" && "users" in order)
      this.soon("not taken out of storage", () => this.watchers.bar(order.users));
    if (order.type === "open" && order.recheck) this.soon("not taken out of storage", () => this.dismissAll());
    // Its storage is empty already.
    if (order.type === "end") this.dismiss(this.watchers.clear());
  }

  private soon(what: string, work: () => Promise<void>): void {
    work().catch((error) => this.ports.warn(`watchers: ${what}`, error));
  }

  private async dismissAll(): Promise<void> {
    this.dismiss(await this.watchers.barAll());
  }

  private dismiss(userIds: Iterable<string>): void {
    for (const id of userIds) this.dismissed.add(id);
    this.changed();
  }

  private changed(): void {
    this.changes++;
    if (!this.ports.inboxes) return this.forgetChanges();
    if (this.watchers.isLoaded && this.watchers.all.size + this.dismissed.size === 0) return this.forgetChanges();
    if (this.isTelling || this.cancelTimer) return;
    this.nextRound();
  }

  private forgetChanges(): void {
    this.reads.clear();
    this.dismissed.clear();
  }

  private nextRoundIn(): number {
    return Math.max(this.lastRoundAt + ROUND_MS, this.awaited?.until ?? 0) - this.ports.clock.now();
  }

  private nextRound(): void {
    const wait = this.nextRoundIn();
    if (this.callsLeft === 0) this.soon("no alarm", () => this.wakeIn(wait));
    else if (wait < 1) void this.round();
    else this.cancelTimer = this.ports.clock.after(wait, () => void this.round());
  }

  /** Schedules a round in its own event. An alarm lets the room sleep, which a timer would not; so storage keeps the round's progress. */
  private async wakeIn(ms: number): Promise<void> {
    if (this.alarms.wants("tell")) return;
    const { toldTo } = this;
    const kept = toldTo !== undefined && this.watchers.keepToldTo(toldTo);
    await Promise.all([kept, this.alarms.want("tell", this.ports.clock.now() + Math.max(0, ms))]);
  }

  private async round(): Promise<void> {
    this.cancelTimer = undefined;
    if (!this.ports.inboxes) return;
    this.awaited = undefined;
    this.isTelling = true;
    let isMore = false;
    try {
      await this.watchers.load();
      isMore = (await this.refresh()) || (await this.tellNews());
      if (!isMore) await this.watchers.dropToldTo();
    } catch (error) {
      if (!(error instanceof RoomGone)) this.ports.warn("watchers: not told", error);
    }
    this.isTelling = false;
    if (isMore) this.nextRound();
  }

  /** A round in which nobody is told anything holds up nothing. */
  private begin(): void {
    this.lastRoundAt = this.ports.clock.now();
  }

  /** True: there are more. */
  private async refresh(): Promise<boolean> {
    const some = [...this.dismissed].slice(0, this.callsLeft);
    if (some.length > 0) this.begin();
    for (const id of some) this.dismissed.delete(id);
    await inParts(some, (id) => this.call((inboxes) => inboxes.refresh(id))?.catch(() => {}));
    return this.dismissed.size > 0;
  }

  private async tellNews(): Promise<boolean> {
    if (this.watchers.all.size === 0) return false;
    const live = await this.room.live();
    this.headBefore ??= live.log.depth > 0 ? live.log.archived : live.log.head;
    this.headBefore = Math.min(this.headBefore, this.watchers.toldTo ?? this.headBefore);
    const now: Now = { live, online: this.room.online(), news: new Map() };
    const changes = this.changes;
    const due = [...this.watchers.all].filter(([id, watcher]) => this.isDue(id, watcher, now)).slice(0, this.callsLeft);
    if (due.length > 0) this.begin();
    const gone: string[] = [];
    await inParts(due, async ([id, watcher]) => {
      if ((await this.tell(id, watcher, now, changes)) === "gone") gone.push(id);
    });
    // Who has asked anew meanwhile stays.
    await this.watchers.forget(gone.filter((id) => !this.watchers.all.has(id)));
    const after = { ...now, online: this.room.online() };
    const late = [...this.watchers.all].filter(([id, watcher]) => this.isDue(id, watcher, after));
    const heads = late.map(([, watcher]) => this.headOf(watcher, live));
    this.toldTo = heads.length > 0 ? heads.reduce((least, head) => Math.min(least, head)) : undefined;
    return late.length > 0;
  }

  private isDue(id: string, watcher: Watcher, { live, online }: Now): boolean {
    if (watcher.until <= this.ports.clock.now()) return false;
    if (watcher.failures >= TRIES && watcher.failedAt === this.changes) return false;
    const isOnlineNews = watcher.online === undefined ? this.hasPresenceChanged : watcher.online !== online;
    return isOnlineNews || this.reads.has(id) || this.headOf(watcher, live) < live.log.head;
  }

  private headOf(watcher: Watcher, { log }: Live): number {
    return watcher.head ?? this.headBefore ?? log.head;
  }

  private async tell(id: string, watcher: Watcher, { live, online, news }: Now, changes: number) {
    const since = this.headOf(watcher, live);
    const lastReadSeq = this.reads.get(id);
    const digest = news.get(since) ?? newsSince(since, live);
    news.set(since, digest);
    const word = { ...(await digest), online, ...(lastReadSeq !== undefined && { lastReadSeq }) };
    const { all } = this.watchers;
    // Sent away since this round began.
    if (all.get(id) !== watcher) return;
    try {
      const isTaken = (await this.call((inboxes) => inboxes.news(id, word))) === "taken";
      if (!isTaken && all.get(id) === watcher) return this.lose(id);
    } catch (error) {
      Object.assign(watcher, { failures: watcher.failures + 1, failedAt: changes });
      return this.ports.warn("an inbox is not told", error);
    }
    Object.assign(watcher, { head: Math.max(word.head, watcher.head ?? 0), online, failures: 0 });
    if (this.reads.get(id) === lastReadSeq) this.reads.delete(id);
    // To the end of the queue.
    if (all.get(id) === watcher && all.delete(id)) all.set(id, watcher);
  }

  private call<T>(make: (inboxes: Inboxes) => Promise<T>): Promise<T> | undefined {
    this.callsLeft--;
    return this.ports.inboxes && make(this.ports.inboxes);
  }

  private lose(id: string): "gone" {
    this.watchers.all.delete(id);
    this.reads.delete(id);
    return "gone";
  }
}

async function inParts<T>(all: readonly T[], work: (one: T) => Promise<unknown> | undefined): Promise<void> {
  for (const part of chunks(all, CALLS_AT_ONCE)) await Promise.all(part.map(work));
}
