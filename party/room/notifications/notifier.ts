/**
 * Notifies inboxes of changes in a room: the first at once, then at most once a second, and nothing while nothing
 * changes.
 */

import type { LogEntry } from "@/lib/events/reduce";
import type { RoomUpdate } from "@/lib/protocol/inbox";
import type { WatchRequest } from "@/lib/protocol/internal";
import type { RoomCommand } from "@/lib/server/commands";
import { forEachAtMost } from "@/lib/shared/tasks";
import { type Inboxes, type Ports, RoomGone } from "@/party/ports";
import type { Alarms } from "@/party/room/lifecycle/alarms";
import type { RoomState } from "@/party/room/room-state";
import { currentDigest, digestSince } from "./digest";
import { type Watcher, Watchers } from "./watchers";

const ROUND_MS = 1_000;
/**
 * At most this many calls in one round, and for one event that the host delivers (a frame, a request, an alarm).
 * Further watchers wait for the next round. Cloudflare allows 1,000 calls to objects per event, and a timer's calls
 * count towards the event before it.
 */
const ROUND_MAX = 500;
/** An update waits this long for the archive's mentions and authors; then it is sent without them. */
const ARCHIVE_WAIT_MS = 600;
const CALLS_AT_ONCE = 50;
/** After this many failures an inbox is not called again until the next change. */
const TRIES = 3;

/** The part of the room that the notifier uses. */
interface NotifierContext {
  state(): Promise<RoomState>;
  online(): number;
}

interface Round {
  state: RoomState;
  online: number;
  digests: Map<number, ReturnType<typeof digestSince>>;
}

export class Notifier {
  private readonly watchers: Watchers;
  /** Watchers that must check again whether they may watch. */
  private readonly dismissed = new Set<string>();
  private readonly reads = new Map<string, number>();
  /** Every watcher had the updates up to this seq when the room woke; undefined until it is needed. */
  private headBefore: number | undefined;
  private hasPresenceChanged = false;
  private changes = 0;
  private lastRoundAt = Number.NEGATIVE_INFINITY;
  private callsLeft = ROUND_MAX;
  /** Every watcher had the updates up to this seq when the last round ended; undefined: all had everything. */
  private notifiedSeq: number | undefined;
  /** Entries for which the archive is awaited, and the deadline. */
  private awaited: { entries: readonly LogEntry[]; until: number } | undefined;
  private isNotifying = false;
  private cancelTimer: (() => void) | undefined;

  constructor(
    private readonly ports: Pick<Ports, "store" | "clock" | "inboxes" | "warn">,
    private readonly alarms: Alarms,
    private readonly room: NotifierContext,
  ) {
    this.watchers = new Watchers(ports.store, ports.clock);
  }

  /** Call it for each event that the host delivers to the room: each has its own allowance of calls. */
  newEvent(): void {
    this.callsLeft = ROUND_MAX;
  }

  /** Handles the alarm, perhaps in a room that slept while a round waited for it. @throws if storage cannot be read */
  async onAlarm(): Promise<void> {
    if (!this.watchers.isLoaded && !(await this.watchers.isRoundPending())) return;
    if (this.isNotifying || this.cancelTimer) return;
    if (this.nextRoundIn() < 1) await this.round();
    else this.nextRound();
  }

  /**
   * Subscribes an inbox and returns the room's current state. Undefined: the inbox may not know of the room, or must
   * check again whether it may.
   */
  async watch({ userId, askedAt }: WatchRequest): Promise<RoomUpdate | undefined> {
    const state = await this.room.state().catch((error) => {
      if (!(error instanceof RoomGone)) throw error;
    });
    if (!state) return undefined;
    await this.watchers.load();
    const watcher = await this.watchers.add(userId, askedAt);
    if (!watcher) return undefined;
    this.dismissed.delete(userId);
    const lastReadSeq = state.readers.ownSeqOf(userId);
    const now = { ...currentDigest(state), online: this.room.online(), ...(lastReadSeq > 0 && { lastReadSeq }) };
    Object.assign(watcher, { head: now.head, online: now.online });
    return now;
  }

  /** Whether an inbox watches the room. @throws if storage cannot be read */
  async isWatched(): Promise<boolean> {
    await this.watchers.load();
    const now = this.ports.clock.now();
    return [...this.watchers.all.values()].some(({ until }) => until > now);
  }

  published(entries: readonly LogEntry[], state: RoomState): void {
    const { log } = state;
    if (state.needsArchive(entries)) {
      const until = this.awaited?.until ?? this.ports.clock.now() + ARCHIVE_WAIT_MS;
      this.awaited = { entries: [...(this.awaited?.entries ?? []), ...entries], until };
    }
    const first = entries[0]?.event.seq ?? log.head + 1;
    // After an eviction, watchers may lack the updates of events that are not archived.
    this.headBefore ??= Math.min(first - 1, log.archivedSeq);
    this.changed();
  }

  archived(state: RoomState): void {
    if (!this.awaited || state.needsArchive(this.awaited.entries)) return;
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

  commandHandled(command: RoomCommand): void {
    if (command.type === "close" && "users" in command)
      this.soon("not taken out of storage", () => this.watchers.bar(command.users));
    if (command.type === "open" && command.recheck) this.soon("not taken out of storage", () => this.dismissAll());
    // The room's storage is already empty, so only memory is cleared.
    if (command.type === "end") this.dismiss(this.watchers.clear());
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
    if (this.isNotifying || this.cancelTimer) return;
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

  /**
   * Schedules the next round in an alarm, which is an event of its own. The room may sleep until then, so storage keeps
   * the round's progress.
   */
  private async wakeIn(ms: number): Promise<void> {
    if (this.alarms.wants("tell")) return;
    const { notifiedSeq } = this;
    const kept = notifiedSeq !== undefined && this.watchers.storeNotifiedSeq(notifiedSeq);
    await Promise.all([kept, this.alarms.want("tell", this.ports.clock.now() + Math.max(0, ms))]);
  }

  private async round(): Promise<void> {
    this.cancelTimer = undefined;
    if (!this.ports.inboxes) return;
    this.awaited = undefined;
    this.isNotifying = true;
    let isMore = false;
    try {
      await this.watchers.load();
      isMore = (await this.refresh()) || (await this.sendUpdates());
      if (!isMore) await this.watchers.clearNotifiedSeq();
    } catch (error) {
      if (!(error instanceof RoomGone)) this.ports.warn("watchers: round failed", error);
    }
    this.isNotifying = false;
    if (isMore) this.nextRound();
  }

  /** Call it only in a round that makes calls. A round without calls must not delay the next one. */
  private begin(): void {
    this.lastRoundAt = this.ports.clock.now();
  }

  /** Returns true if more watchers remain. */
  private async refresh(): Promise<boolean> {
    const some = [...this.dismissed].slice(0, this.callsLeft);
    if (some.length > 0) this.begin();
    for (const id of some) this.dismissed.delete(id);
    await forEachAtMost(CALLS_AT_ONCE, some, async (id) => {
      await this.call((inboxes) => inboxes.refresh(id))?.catch(() => {});
    });
    return this.dismissed.size > 0;
  }

  private async sendUpdates(): Promise<boolean> {
    if (this.watchers.all.size === 0) return false;
    const state = await this.room.state();
    this.headBefore ??= state.log.depth > 0 ? state.log.archivedSeq : state.log.head;
    this.headBefore = Math.min(this.headBefore, this.watchers.notifiedSeq ?? this.headBefore);
    const now: Round = { state, online: this.room.online(), digests: new Map() };
    const changes = this.changes;
    const due = [...this.watchers.all].filter(([id, watcher]) => this.isDue(id, watcher, now)).slice(0, this.callsLeft);
    if (due.length > 0) this.begin();
    const gone: string[] = [];
    await forEachAtMost(CALLS_AT_ONCE, due, async ([id, watcher]) => {
      if ((await this.notify(id, watcher, now, changes)) === "gone") gone.push(id);
    });
    // A watcher that subscribed again meanwhile stays.
    await this.watchers.forget(gone.filter((id) => !this.watchers.all.has(id)));
    const after = { ...now, online: this.room.online() };
    const late = [...this.watchers.all].filter(([id, watcher]) => this.isDue(id, watcher, after));
    const heads = late.map(([, watcher]) => this.headOf(watcher, state));
    this.notifiedSeq = heads.length > 0 ? heads.reduce((least, head) => Math.min(least, head)) : undefined;
    return late.length > 0;
  }

  private isDue(id: string, watcher: Watcher, { state, online }: Round): boolean {
    if (watcher.until <= this.ports.clock.now()) return false;
    if (watcher.failures >= TRIES && watcher.failedAt === this.changes) return false;
    const isOnlineNews = watcher.online === undefined ? this.hasPresenceChanged : watcher.online !== online;
    return isOnlineNews || this.reads.has(id) || this.headOf(watcher, state) < state.log.head;
  }

  private headOf(watcher: Watcher, { log }: RoomState): number {
    return watcher.head ?? this.headBefore ?? log.head;
  }

  private async notify(id: string, watcher: Watcher, { state, online, digests }: Round, changes: number) {
    const since = this.headOf(watcher, state);
    const lastReadSeq = this.reads.get(id);
    const digest = digests.get(since) ?? digestSince(since, state);
    digests.set(since, digest);
    const update = { ...(await digest), online, ...(lastReadSeq !== undefined && { lastReadSeq }) };
    const { all } = this.watchers;
    // The watcher was removed or subscribed again since this round began.
    if (all.get(id) !== watcher) return;
    try {
      const isTaken = (await this.call((inboxes) => inboxes.update(id, update))) === "taken";
      if (!isTaken && all.get(id) === watcher) return this.drop(id);
    } catch (error) {
      Object.assign(watcher, { failures: watcher.failures + 1, failedAt: changes });
      return this.ports.warn("an inbox was not notified", error);
    }
    Object.assign(watcher, { head: Math.max(update.head, watcher.head ?? 0), online, failures: 0 });
    if (this.reads.get(id) === lastReadSeq) this.reads.delete(id);
    // Moves the watcher to the end of the queue.
    if (all.get(id) === watcher && all.delete(id)) all.set(id, watcher);
  }

  private call<T>(make: (inboxes: Inboxes) => Promise<T>): Promise<T> | undefined {
    this.callsLeft--;
    return this.ports.inboxes && make(this.ports.inboxes);
  }

  private drop(id: string): "gone" {
    this.watchers.all.delete(id);
    this.reads.delete(id);
    return "gone";
  }
}
