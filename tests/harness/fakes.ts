/** In-memory stores with the semantics of the real ones, a clock that tests move, and switches for failures. */

import { findMentions, nameIndex } from "@/lib/events/mentions";
import { type LogEntry, receiptOf, reduce, type SendReceipt } from "@/lib/events/reduce";
import type { RoomUpdate } from "@/lib/protocol/inbox";
import type { Event, Message, User } from "@/lib/protocol/room";
import type { RecentBatch, RecentCache } from "@/lib/server/redis/recent";
import {
  type Archive,
  type Clock,
  type Inboxes,
  type MentionedBy,
  type Read,
  RoomGone,
  type Store,
  type StoredCall,
} from "@/party/ports";

/** Counts calls and lets a test make a side fail or hang. */
class Side {
  calls: string[] = [];
  isAway = false;
  /** The next call takes effect and then fails: a connection lost after the commit. */
  failAfterEffect = false;
  private held: Array<() => void> | undefined;

  count(name: string): number {
    return this.calls.filter((call) => call === name).length;
  }

  hold(): void {
    this.held ??= [];
  }

  release(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const go of held) go();
  }

  async call<T>(name: string, effect: () => T): Promise<T> {
    this.calls.push(name);
    const held = this.held;
    await (held ? new Promise<void>((go) => held.push(go)) : Promise.resolve());
    if (this.isAway) throw new Error("away");
    const result = effect();
    if (this.failAfterEffect) {
      this.failAfterEffect = false;
      throw new Error("lost after the commit");
    }
    return result;
  }
}

export class FakeStore extends Side implements Store {
  readonly pairs = new Map<string, unknown>();
  alarmAt: number | undefined;

  get<T>(key: string) {
    return this.call("get", () => structuredClone(this.pairs.get(key)) as T | undefined);
  }

  list<T>(prefix: string, startAfter: string | undefined, limit: number) {
    return this.call("list", () => {
      const keys = [...this.pairs.keys()].filter((key) => key.startsWith(prefix) && key > (startAfter ?? "")).sort();
      return new Map(keys.slice(0, limit).map((key) => [key, structuredClone(this.pairs.get(key)) as T]));
    });
  }

  put(pairs: Record<string, unknown>) {
    if (Object.keys(pairs).length > 128) throw new Error("more than 128 pairs");
    return this.call("put", () => {
      for (const [key, value] of Object.entries(pairs)) this.pairs.set(key, structuredClone(value));
    });
  }

  delete(keys: string[]) {
    if (keys.length > 128) throw new Error("more than 128 keys");
    return this.call("delete", () => {
      for (const key of keys) this.pairs.delete(key);
    });
  }

  setAlarm(at: number) {
    return this.call("setAlarm", () => {
      this.alarmAt = at;
    });
  }

  deleteAlarm() {
    return this.call("deleteAlarm", () => {
      this.alarmAt = undefined;
    });
  }
}

export class FakeArchive extends Side implements Archive {
  readonly entries: LogEntry[] = [];
  isReadOnly = false;
  /** How far members have read. */
  readonly reads = new Map<string, number>();
  /** Members whom texts may mention. */
  readonly members: User[] = [];
  /** The room's row has been deleted. */
  isGone = false;
  /** Commands that the web side could not deliver. */
  storedCalls: StoredCall[] = [];
  /** When the live sessions expire, by id. */
  readonly sessionsUntil = new Map<string, number>();
  private skipped = 0;

  head() {
    return this.call("head", () => {
      if (this.isGone) throw new RoomGone();
      const last = this.entries.at(-1);
      const lastMessage = this.entries.findLast(({ event }) => event.kind === "message")?.event.seq ?? 0;
      return {
        seq: last?.event.seq ?? 0,
        lastMessage,
        newestAt: last ? receiptOf(last).sentAt : 0,
        isReadOnly: this.isReadOnly,
        readers: Object.fromEntries(this.reads),
      };
    });
  }

  append(batch: readonly LogEntry[], reads: readonly Read[] = []) {
    // As it was when the request left, however late it takes effect.
    const sent = structuredClone(batch);
    return this.call("append", () => {
      if (this.isGone) throw new RoomGone();
      const head = Math.max(this.skipped, this.entries.at(-1)?.event.seq ?? 0);
      const isBehind = (sent[0]?.event.seq ?? 0) > head + 1;
      const added = sent.filter(
        ({ event }) => !isBehind && !this.entries.some((entry) => entry.event.seq === event.seq),
      );
      for (const { by, clientId } of added) {
        if (this.entries.some((entry) => entry.by === by && entry.clientId === clientId)) throw new Error("23505");
      }
      for (const [userId, seq] of reads) this.reads.set(userId, Math.max(seq, this.reads.get(userId) ?? 0));
      this.entries.push(...added);
      this.entries.sort((a, b) => a.event.seq - b.event.seq);
      return { head, mentioned: added.flatMap(({ event }) => this.mentions(event)), calls: [...this.storedCalls] };
    });
  }

  private mentions(event: Event): MentionedBy[] {
    if (event.kind !== "message" && event.kind !== "edit") return [];
    const by = event.kind === "message" ? event.author.id : event.by;
    const found = findMentions(event.body, nameIndex(this.members), event.mentions);
    return found.flatMap(({ user }): MentionedBy[] => (user.id === by ? [] : [[event.seq, user.id]]));
  }

  skipTo(seq: number) {
    return this.call("skipTo", () => {
      this.skipped = seq;
    });
  }

  recent(limit: number) {
    return this.call("recent", () => this.snapshot().slice(-limit));
  }

  after(seq: number, limit: number) {
    return this.call("after", () =>
      this.entries
        .map(({ event }) => event)
        .filter((event) => event.seq > seq)
        .slice(0, limit),
    );
  }

  findReceipt(userId: string, clientId: string): Promise<SendReceipt | undefined> {
    return this.call("find", () => {
      const found = this.entries.find((entry) => entry.by === userId && entry.clientId === clientId);
      return found && receiptOf(found);
    });
  }

  message(seq: number): Promise<Message | undefined> {
    return this.call("message", () => this.snapshot().find((message) => message.seq === seq));
  }

  settle(ids: readonly number[]) {
    return this.call("settle", () => {
      this.storedCalls = this.storedCalls.filter(({ id }) => !ids.includes(id));
    });
  }

  sessions(ids: readonly string[]) {
    return this.call("sessions", () => new Map([...this.sessionsUntil].filter(([id]) => ids.includes(id))));
  }

  /** Every message as it is after everything that is archived. */
  snapshot(): Message[] {
    const events = this.entries.map(({ event }) => event);
    return reduce([], events, Number.POSITIVE_INFINITY);
  }
}

/** Redis's list and stream with lib/server/redis/recent.ts's promises; the real thing passes the same rules in tests/integration. */
export class FakeCache extends Side implements RecentCache {
  messages: Message[] = [];
  stream: Event[] = [];
  asOf = 0;

  wipe(): void {
    this.messages = [];
    this.stream = [];
    this.asOf = 0;
  }

  read() {
    return this.call("read", () => {
      const isWhole = this.messages.length === 50 || this.messages[0]?.seq === 1;
      const messages = isWhole ? [...this.messages] : undefined;
      return { messages, top: this.asOf ? String(this.asOf) : undefined, asOf: this.asOf };
    });
  }

  after(seq: number, limit: number) {
    return this.call("after", () => this.stream.filter((event) => event.seq > seq).slice(0, limit));
  }

  append({ events, since, window }: RecentBatch) {
    return this.call("append", () => {
      const knew = this.asOf;
      if (events.some((event) => event.seq <= (this.stream.at(-1)?.seq ?? 0))) throw new Error("XADD id is too small");
      const added = events.filter((event) => event.kind === "message");
      this.messages = window ? [...window] : [...this.messages, ...added].slice(-50);
      this.stream = [...this.stream, ...events].slice(-1000);
      this.asOf = events.at(-1)?.seq ?? knew;
      return knew === since;
    });
  }

  rewrite(messages: readonly Message[], events: readonly Event[], asOf: number) {
    return this.call("rewrite", () => {
      this.messages = [...messages];
      this.stream = [...events];
      this.asOf = asOf;
    });
  }

  warmUp() {
    return this.call("warmUp", () => {});
  }
}

/** The inboxes of those who watch a room: keeps what each is told. */
export class FakeInboxes extends Side implements Inboxes {
  readonly told: Array<{ userId: string; news: RoomUpdate }> = [];
  readonly refreshed: string[] = [];
  /** Whose pages are all closed. */
  readonly gone = new Set<string>();

  update(userId: string, news: RoomUpdate) {
    return this.call("news", () => {
      if (this.gone.has(userId)) return "gone" as const;
      this.told.push({ userId, news });
      return "taken" as const;
    });
  }

  refresh(userId: string) {
    return this.call("refresh", () => {
      this.refreshed.push(userId);
    });
  }
}

export class FakeClock implements Clock {
  private time: number;
  private timers: Array<{ at: number; run: () => void }> = [];

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.time = start;
  }

  now() {
    return this.time;
  }

  random() {
    return 0.5;
  }

  after(ms: number, run: () => void) {
    const timer = { at: this.time + Math.max(1, Math.ceil(ms)), run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((each) => each !== timer);
    };
  }

  get pending(): number {
    return this.timers.length;
  }

  /** A room that has been evicted has no timers left. */
  clear(): void {
    this.timers = [];
  }

  /** Moves time on, running timers as they fall due and letting what they start settle. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settle();
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.timers = this.timers.filter((each) => each !== due);
      this.time = Math.max(this.time, due.at);
      due.run();
      await settle();
    }
    this.time = end;
  }
}

/** Lets every promise that can go on go on: nothing here waits for anything but promises and the fake clock. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
