/** In-memory stores with the semantics of the real ones, a clock that tests move, and switches for failures. */
import { type Entry, type Receipt, receiptOf } from "../../lib/log";
import type { Event, Message } from "../../lib/protocol";
import type { RecentCache } from "../../lib/recent";
import type { Archive, Clock, Store } from "../../party/ports";

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
  readonly entries: Entry[] = [];

  head() {
    return this.call("head", () => {
      const last = this.entries.at(-1);
      return { seq: last?.event.seq ?? 0, lastActivityAt: last ? receiptOf(last).sentAt : 0 };
    });
  }

  append(batch: readonly Entry[]) {
    return this.call("append", () => {
      const added = batch.filter(({ event }) => !this.entries.some((entry) => entry.event.seq === event.seq));
      for (const { by, clientId } of added) {
        if (this.entries.some((entry) => entry.by === by && entry.clientId === clientId)) throw new Error("23505");
      }
      this.entries.push(...structuredClone(added));
    });
  }

  recent(limit: number) {
    return this.call("recent", () => this.entries.slice(-limit).map(({ event }) => event as Message));
  }

  after(seq: number, limit: number) {
    return this.call("after", () =>
      this.entries
        .map(({ event }) => event)
        .filter((e) => e.seq > seq)
        .slice(0, limit),
    );
  }

  find(userId: string, clientId: string): Promise<Receipt | undefined> {
    return this.call("find", () => {
      const found = this.entries.find((entry) => entry.by === userId && entry.clientId === clientId);
      return found && receiptOf(found);
    });
  }
}

/** Redis's list and stream with lib/recent.ts's promises; the real thing passes the same rules in tests/integration. */
export class FakeCache extends Side implements RecentCache {
  messages: Message[] = [];
  stream: Event[] = [];
  isWhole = true;

  wipe(): void {
    this.messages = [];
    this.stream = [];
  }

  read() {
    return this.call("read", () => {
      const topSeq = this.messages.at(-1)?.seq ?? 0;
      const isWhole = this.isWhole && topSeq > 0 && (this.messages.length === 50 || this.messages[0]?.seq === 1);
      return { messages: isWhole ? [...this.messages] : undefined, top: topSeq ? String(topSeq) : undefined, topSeq };
    });
  }

  after(seq: number, limit: number) {
    return this.call("after", () => this.stream.filter((event) => event.seq > seq).slice(0, limit));
  }

  append(events: readonly Event[], prev: number) {
    return this.call("append", () => {
      const top = this.messages.at(-1)?.seq ?? 0;
      if (events.some((event) => event.seq <= (this.stream.at(-1)?.seq ?? 0))) throw new Error("XADD id is too small");
      this.messages = [...this.messages, ...(events as Message[])].slice(-50);
      this.stream = [...this.stream, ...events].slice(-1000);
      return top === prev;
    });
  }

  rewrite(messages: readonly Message[], events: readonly Event[]) {
    return this.call("rewrite", () => {
      this.messages = [...messages];
      this.stream = [...events];
    });
  }

  warmUp() {
    return this.call("warmUp", () => {});
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
