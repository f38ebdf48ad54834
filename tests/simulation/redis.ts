import type { Redis } from "@upstash/redis/cloudflare";
import type { Remote } from "./remote";

type Command = () => unknown;

interface AddOptions {
  nomkStream?: boolean;
  trim: { type: "MINID"; threshold: string };
}

interface Entry {
  id: number;
  field: string;
  json: string;
}

interface Data {
  /** Newest first. */
  lists: Map<string, string[]>;
  streams: Map<string, Entry[]>;
}

/** The part of Redis that lib/server/redis/recent.ts uses, so that the real cache code runs over it. */
export class SimRedis {
  private data: Data = { lists: new Map(), streams: new Map() };
  private snapshot: Data | undefined;

  wipe(): void {
    this.data = { lists: new Map(), streams: new Map() };
  }

  /** Evicts the list or the stream, as a Redis short of memory does. */
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
    return found.map(({ id, field, json }) => [`${id}-0`, [field, json]]);
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
      xadd: (key: string, id: string, fields: Record<string, string>, options: AddOptions) =>
        add(() => this.xadd(key, Number.parseInt(id, 10), fields, options)),
      del: (...keys: string[]) =>
        add(() => {
          for (const key of keys) this.data.lists.delete(key) || this.data.streams.delete(key);
        }),
      lpush: (key: string, ...values: string[]) =>
        add(() => void this.data.lists.set(key, [...values.reverse(), ...this.list(key)])),
      lpushx: (key: string, ...values: string[]) =>
        add(() => {
          if (!this.data.lists.has(key)) return 0;
          return void this.data.lists.set(key, [...values.reverse(), ...this.list(key)]);
        }),
      ltrim: (key: string, from: number, to: number) =>
        add(() => {
          if (this.data.lists.has(key)) this.data.lists.set(key, this.list(key).slice(from, to + 1));
        }),
      expire: () => add(() => 1),
      exec: () => exec(commands),
    };
  }

  private xadd(key: string, id: number, fields: Record<string, string>, { nomkStream, trim }: AddOptions) {
    const entries = this.data.streams.get(key);
    if (!entries && nomkStream) return null;
    return this.addTo(key, entries ?? [], id, fields, Number.parseInt(trim.threshold, 10));
  }

  private addTo(key: string, entries: Entry[], id: number, fields: Record<string, string>, least: number): string {
    if (id <= (entries.at(-1)?.id ?? 0)) throw new Error("ERR The ID specified in XADD is equal or smaller");
    const [[field = "", json = ""] = []] = Object.entries(fields);
    // "~": a stream may stay somewhat longer than requested.
    const kept = entries.filter((entry) => entry.id > least - 100);
    this.data.streams.set(key, [...kept, { id, field, json }]);
    return `${id}-0`;
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
