import type { Redis } from "@upstash/redis/cloudflare";
import type { Remote } from "./remote";

type Command = () => unknown;

interface Data {
  /** Newest first. */
  lists: Map<string, string[]>;
  streams: Map<string, Array<{ id: number; json: string }>>;
}

/** The part of Redis that lib/server/redis/recent.ts uses, so that the real cache code runs over it. */
export class SimRedis {
  private data: Data = { lists: new Map(), streams: new Map() };
  private snapshot: Data | undefined;

  wipe(): void {
    this.data = { lists: new Map(), streams: new Map() };
  }

  /** One key is evicted, as in a Redis short of memory. */
  forget(kind: "list" | "stream"): void {
    if (kind === "list") this.data.lists.clear();
    else this.data.streams.clear();
  }

  save(): void {
    this.snapshot = copy(this.data);
  }

  /** Restores the saved state; returns false if there is none. */
  restore(): boolean {
    if (this.snapshot) this.data = copy(this.snapshot);
    return this.snapshot !== undefined;
  }

  port(remote: Remote, owner: object): Redis {
    return this.client((name, effect) => remote.call(owner, name, effect));
  }

  /** @param call transports a command and its answer */
  client(call: <T>(name: string, effect: () => T) => Promise<T>): Redis {
    const client = {
      lrange: (key: string, from: number, to: number) => call("lrange", () => this.list(key).slice(from, to + 1)),
      xrange: (key: string, from: string, _to: string, limit: number) =>
        call("xrange", () => this.range(key, from, limit)),
      eval: (_script: string, [key]: [string], args: string[]) =>
        call("eval", () => this.replaceIfUnchanged(key, args)),
      multi: () => this.transaction((commands) => call("multi", () => run(commands))),
    };
    return client as unknown as Redis;
  }

  private list(key: string): string[] {
    return this.data.lists.get(key) ?? [];
  }

  private range(key: string, from: string, limit: number) {
    const entries = this.data.streams.get(key) ?? [];
    const first = Number.parseInt(from, 10);
    const found = entries.filter(({ id }) => id >= first).slice(0, limit);
    return found.map(({ id, json }) => [`${id}-0`, ["event", json]]);
  }

  /** lib/server/redis/recent.ts's script. */
  private replaceIfUnchanged(key: string, [top, _ttl, ...values]: string[]): number {
    if ((this.list(key)[0] ?? "") !== top) return 0;
    this.data.lists.set(key, values);
    return 1;
  }

  private transaction(exec: (commands: Command[]) => Promise<unknown[]>) {
    const commands: Command[] = [];
    const add = (command: Command) => void commands.push(command);
    return {
      lindex: (key: string, index: number) => add(() => this.list(key)[index] ?? null),
      xadd: (key: string, id: string, { event }: { event: string }, options: { trim: { threshold: number } }) =>
        add(() => this.xadd(key, Number.parseInt(id, 10), event, options.trim.threshold)),
      del: (...keys: string[]) =>
        add(() => {
          for (const key of keys) this.data.lists.delete(key) || this.data.streams.delete(key);
        }),
      lpush: (key: string, ...values: string[]) =>
        add(() => void this.data.lists.set(key, [...values.reverse(), ...this.list(key)])),
      ltrim: (key: string, from: number, to: number) =>
        add(() => {
          if (this.data.lists.has(key)) this.data.lists.set(key, this.list(key).slice(from, to + 1));
        }),
      expire: () => add(() => 1),
      exec: () => exec(commands),
    };
  }

  private xadd(key: string, id: number, json: string, threshold: number): void {
    const entries = this.data.streams.get(key) ?? [];
    if (id <= (entries.at(-1)?.id ?? 0)) throw new Error("ERR The ID specified in XADD is equal or smaller");
    entries.push({ id, json });
    // "~": a stream may stay somewhat longer than requested.
    if (entries.length > threshold + 100) entries.splice(0, entries.length - threshold);
    this.data.streams.set(key, entries);
  }
}

/** Like EXEC: one command that fails does not stop the others; the client throws for it afterwards. */
function run(commands: readonly Command[]): unknown[] {
  let failure: unknown;
  const results = commands.map((command) => {
    try {
      return command();
    } catch (error) {
      failure ??= error;
      return null;
    }
  });
  if (failure) throw failure;
  return results;
}

function copy({ lists, streams }: Data): Data {
  return {
    lists: new Map([...lists].map(([key, values]) => [key, [...values]])),
    streams: new Map([...streams].map(([key, entries]) => [key, [...entries]])),
  };
}
