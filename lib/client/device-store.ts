/**
 * What people have written on this device, kept in IndexedDB and shared by all tabs: drafts and what is not sent yet. Browsers
 * that forbid storage get one in memory, for as long as the page lives. Keys are paths, such as `["draft", userId, roomId]`.
 */
import "../no-eval";
import { createStore, promisifyRequest, type UseStore } from "idb-keyval";
import { z } from "zod";

export type Key = readonly string[];
export interface Kept<T> {
  key: Key;
  value: T;
}

const NAME = "sarangbang-written";
const changeFrame = z.object({ key: z.array(z.string()) });

export class DeviceStore {
  private readonly memory = new Map<string, unknown>();
  private readonly listeners = new Set<{ prefix: Key; hears: (key: Key) => void }>();
  private channel: BroadcastChannel | undefined;
  private database: Promise<UseStore | undefined> | undefined;

  constructor(private readonly name = NAME) {}

  /** Undefined: there is none, or it is nothing that `schema` knows. */
  async get<T>(key: Key, schema: z.ZodType<T>): Promise<T | undefined> {
    const value = await this.use<unknown>(
      "readonly",
      (store) => promisifyRequest(store.get([...key])),
      () => this.memory.get(JSON.stringify(key)),
    );
    return schema.safeParse(value).data;
  }

  /** All whose key begins with `prefix`, in the order of their keys; what `schema` does not know is left out. */
  async list<T>(prefix: Key, schema: z.ZodType<T>): Promise<Kept<T>[]> {
    const all = await this.use(
      "readonly",
      async (store) => {
        const range = IDBKeyRange.bound([...prefix], [...prefix, []]);
        const [keys, values] = await Promise.all([
          promisifyRequest(store.getAllKeys(range)),
          promisifyRequest(store.getAll(range)),
        ]);
        return keys.map((key, i): Kept<unknown> => ({ key: key as string[], value: values[i] }));
      },
      () => this.listMemory(prefix),
    );
    return all.flatMap(({ key, value }) => {
      const parsed = schema.safeParse(value);
      return parsed.success ? [{ key, value: parsed.data }] : [];
    });
  }

  /** Without reading first, so that it still happens when the page is closed right after. */
  async put(key: Key, value: unknown): Promise<void> {
    await this.use(
      "readwrite",
      (store) => {
        store.put(value, [...key]);
        store.transaction.commit?.();
        return promisifyRequest(store.transaction);
      },
      () => this.memory.set(JSON.stringify(key), value),
    );
    this.tell(key);
  }

  async remove(key: Key): Promise<void> {
    await this.use(
      "readwrite",
      (store) => {
        store.delete([...key]);
        store.transaction.commit?.();
        return promisifyRequest(store.transaction);
      },
      () => this.memory.delete(JSON.stringify(key)),
    );
    this.tell(key);
  }

  /** Changes a record in one step that no other tab comes between; nothing where there is none, or `change` gives undefined. */
  async update<T>(key: Key, schema: z.ZodType<T>, change: (before: T) => T | undefined): Promise<T | undefined> {
    const changed = (value: unknown) => {
      const { success, data } = schema.safeParse(value);
      return success ? change(data) : undefined;
    };
    const next = await this.use<T | undefined>(
      "readwrite",
      async (store) => {
        const value = changed(await promisifyRequest(store.get([...key])));
        if (value !== undefined) store.put(value, [...key]);
        await promisifyRequest(store.transaction);
        return value;
      },
      () => {
        const value = changed(this.memory.get(JSON.stringify(key)));
        if (value !== undefined) this.memory.set(JSON.stringify(key), value);
        return value;
      },
    );
    if (next !== undefined) this.tell(key);
    return next;
  }

  /** Hears of every key under `prefix` that another tab (another DeviceStore) has changed. */
  listen(prefix: Key, hears: (key: Key) => void): () => void {
    const listener = { prefix, hears };
    this.listeners.add(listener);
    this.openChannel();
    return () => this.listeners.delete(listener);
  }

  close(): void {
    this.channel?.close();
    this.channel = undefined;
  }

  /** Only the key goes to other tabs: one of another account reads nothing. */
  private tell(key: Key): void {
    this.openChannel();
    this.channel?.postMessage({ key });
  }

  private openChannel(): void {
    // Without channels the other tabs read it when they are looked at again.
    if (this.channel || typeof BroadcastChannel === "undefined") return;
    try {
      this.channel = new BroadcastChannel(this.name);
    } catch {
      return;
    }
    this.channel.onmessage = ({ data }) => {
      const key = changeFrame.safeParse(data).data?.key;
      if (!key) return;
      for (const { prefix, hears } of this.listeners) {
        if (startsWith(key, prefix)) hears(key);
      }
    };
  }

  private listMemory(prefix: Key): Kept<unknown>[] {
    const all = [...this.memory].map(([key, value]) => ({ key: JSON.parse(key) as string[], value }));
    return all.filter(({ key }) => startsWith(key, prefix)).sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1));
  }

  /** Storage that is full or was taken away changes nothing for who is writing. */
  private async use<T>(
    mode: IDBTransactionMode,
    onDevice: (store: IDBObjectStore) => Promise<T> | T,
    inMemory: () => unknown,
  ): Promise<T> {
    this.database ??= openDatabase(this.name);
    const database = await this.database;
    if (!database) return inMemory() as T;
    try {
      return await database(mode, onDevice);
    } catch {
      return inMemory() as T;
    }
  }
}

/** Undefined where the browser has none for us. */
async function openDatabase(name: string): Promise<UseStore | undefined> {
  try {
    const store = createStore(name, "written");
    await store("readonly", () => {});
    return store;
  } catch {
    return undefined;
  }
}

function startsWith(key: Key, prefix: Key): boolean {
  return prefix.every((part, i) => key[i] === part);
}

/** This page's. */
export const deviceStore = new DeviceStore();
