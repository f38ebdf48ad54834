import type { Store } from "@/party/ports";
import type { Random } from "./random";

interface Write {
  pairs?: Record<string, unknown>;
  keys?: string[];
  /** Epoch ms; null deletes the alarm. */
  alarm?: number | null;
}

/** The storage operations of one turn: its writes become durable together, or not at all. */
interface Turn {
  writes: Write[];
  read?: () => unknown;
  isDone: boolean;
  result?: unknown;
  answer: Array<{ resolve: (value: never) => void; reject: (error: Error) => void }>;
}

export type StorageFault = "none" | "refused" | "failed after effect" | "answer later";

/** A room object's storage. Turns take effect in order, each when the run decides. */
export class SimStorage {
  /** Values as JSON, since memory must not share objects with them. */
  readonly pairs = new Map<string, string>();
  alarmAt: number | undefined;
  /** Turns without an answer, in order. */
  private queue: Turn[] = [];
  private openTurn: Turn | undefined;

  constructor(private readonly hears: { put(key: string, value: unknown): void; alarmDeleted(): void }) {}

  get isBusy(): boolean {
    return this.queue.length > 0;
  }

  value<T>(key: string): T | undefined {
    const text = this.pairs.get(key);
    return text === undefined ? undefined : JSON.parse(text);
  }

  clear(): void {
    this.pairs.clear();
    this.alarmAt = undefined;
  }

  port(): Store {
    return {
      get: <T>(key: string) => this.read(() => this.value<T>(key)) as Promise<T | undefined>,
      list: <T>(prefix: string, after = "", limit: number) =>
        this.read(() => this.page(prefix, after, limit)) as Promise<Map<string, T>>,
      put: (pairs) => this.write({ pairs: limited(pairs, Object.keys(pairs).length) }),
      delete: (keys) => this.write({ keys: limited([...keys], keys.length) }),
      setAlarm: (at) => this.write({ alarm: at }),
      deleteAlarm: () => this.write({ alarm: null }),
      alarm: () => this.read(() => this.alarmAt) as Promise<number | undefined>,
    };
  }

  /** Advances the next turn by one step; returns its description. */
  step(fault: StorageFault): string {
    const answered = this.queue[0]?.isDone && (fault === "answer later" || this.queue.every(({ isDone }) => isDone));
    const turn = answered ? this.queue[0] : this.queue.find(({ isDone }) => !isDone);
    if (!turn) return "nothing";
    this.openTurn = undefined;
    if (turn.isDone) this.answer(turn);
    else this.go(turn, fault);
    return `${turn.writes.map(nameOf).join(", ") || "read"}${answered ? " answered" : fault === "none" ? "" : `, ${fault}`}`;
  }

  private go(turn: Turn, fault: StorageFault): void {
    if (fault === "refused") return this.answer(turn, new Error("storage refused"));
    this.effect(turn);
    if (fault === "answer later") return;
    while (this.queue[0]?.isDone && this.queue[0] !== turn) this.answer(this.queue[0]);
    this.answer(turn, fault === "failed after effect" ? new Error("storage lost the answer") : undefined);
  }

  /** Memory is lost: a random number of the first pending turns still take effect, and the rest never do. */
  evict(random: Random): void {
    const undone = this.queue.filter(({ isDone }) => !isDone);
    for (const turn of undone.slice(0, random.int(undone.length + 1))) this.effect(turn);
    this.queue = [];
    this.openTurn = undefined;
  }

  private effect(turn: Turn): void {
    turn.isDone = true;
    for (const { pairs = {}, keys = [], alarm } of turn.writes) {
      for (const [key, value] of Object.entries(pairs)) {
        this.pairs.set(key, JSON.stringify(value));
        this.hears.put(key, value);
      }
      for (const key of keys) this.pairs.delete(key);
      if (alarm !== undefined) this.alarmAt = alarm ?? undefined;
      if (alarm === null) this.hears.alarmDeleted();
    }
    turn.result = turn.read?.();
  }

  private answer(turn: Turn, error?: Error): void {
    this.queue.splice(this.queue.indexOf(turn), 1);
    for (const { resolve, reject } of turn.answer) error ? reject(error) : resolve(turn.result as never);
  }

  private page(prefix: string, after: string, limit: number): Map<string, unknown> {
    const keys = [...this.pairs.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    return new Map(keys.slice(0, limit).map((key) => [key, this.value(key)]));
  }

  private read(read: () => unknown): Promise<unknown> {
    this.openTurn = undefined;
    return new Promise((resolve, reject) => {
      this.queue.push({ writes: [], read, isDone: false, answer: [{ resolve, reject }] });
    });
  }

  private write(write: Write): Promise<void> {
    const turn = this.openTurn ?? this.begin();
    turn.writes.push(write);
    return new Promise((resolve, reject) => turn.answer.push({ resolve, reject }));
  }

  private begin(): Turn {
    const turn: Turn = { writes: [], isDone: false, answer: [] };
    this.openTurn = turn;
    this.queue.push(turn);
    queueMicrotask(() => {
      if (this.openTurn === turn) this.openTurn = undefined;
    });
    return turn;
  }
}

function nameOf({ pairs, keys, alarm }: Write): string {
  if (pairs)
    return `put ${Object.entries(pairs).map(([key, value]) => (key === "archived" ? JSON.stringify(value) : Number(key.slice(4))))}`;
  return keys ? `delete ${keys.map((key) => Number(key.slice(4)))}` : alarm === null ? "no alarm" : "alarm";
}

function limited<T>(value: T, size: number): T {
  if (size > 128) throw new Error("more than 128 in one storage call");
  return value;
}
