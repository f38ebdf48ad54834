/**
 * What people have written on this device, kept in IndexedDB and shared by all tabs: drafts and what is not sent yet. What a
 * browser does not store, because it is forbidden or full, is kept in memory, for as long as the page lives. Keys are paths, such as `["draft", userId, roomId]`.
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
  /** What the device did not take, by key; undefined: to be removed. */
  private readonly memory = new Map<string, unknown>();
  private readonly listeners = new Set<{ prefix: Key; hears: (key: Key) => void }>();
  private channel: BroadcastChannel | undefined;
  private database: Promise<UseStore | undefined> | undefined;

  constructor(private readonly name = NAME) {}

  /** Undefined: there is none, or it is nothing that `schema` knows. */
  async get<T>(key: Key, schema: z.ZodType<T>): Promise<T | undefined> {
    const id = idOf(key);
    const read = () =>
      this.use<unknown>(
        "readonly",
        (store) => promisifyRequest(store.get([...key])),
        () => undefined,
      );
    const value = this.memory.has(id) ? this.memory.get(id) : await read();
    return schema.safeParse(value).data;
  }

  /** All whose key begins with `prefix`, in the order of their keys; what `schema` does not know is left out. */
  async list<T>(prefix: Key, schema: z.ZodType<T>): Promise<Kept<T>[]> {
    const onDevice = await this.use<Kept<unknown>[]>(
      "readonly",
      async (store) => {
        const range = IDBKeyRange.bound([...prefix], [...prefix, []]);
        const [keys, values] = await Promise.all([
          promisifyRequest(store.getAllKeys(range)),
          promisifyRequest(store.getAll(range)),
        ]);
        return keys.map((key, i) => ({ key: key as string[], value: values[i] }));
      },
      () => [],
    );
    return this.withMemory(prefix, onDevice).flatMap(({ key, value }) => {
      const parsed = schema.safeParse(value);
      return parsed.success ? [{ key, value: parsed.data }] : [];
    });
  }

  /** Without reading first, so that it still happens when the page is closed right after. */
  async put(key: Key, value: unknown): Promise<void> {
    await this.use(
      "readwrite",
      async (store) => {
        store.put(value, [...key]);
        await this.committed(store, key);
      },
      () => void this.memory.set(idOf(key), value),
    );
    this.tell(key);
  }

  async remove(key: Key): Promise<void> {
    await this.use(
      "readwrite",
      async (store) => {
        store.delete([...key]);
        await this.committed(store, key);
      },
      // The device may have it still.
      () => void this.memory.set(idOf(key), undefined),
    );
    this.tell(key);
  }

  /** Changes a record in one step that no other tab comes between; nothing where there is none, or `change` gives undefined. */
  async update<T>(key: Key, schema: z.ZodType<T>, change: (before: T) => T | undefined): Promise<T | undefined> {
    const changed = (value: unknown) => {
      const { success, data } = schema.safeParse(value);
      return success ? change(data) : undefined;
    };
    const id = idOf(key);
    let next: T | undefined;
    const keepInMemory = () => {
      if (next !== undefined) this.memory.set(id, next);
    };
    if (this.memory.has(id)) {
      next = changed(this.memory.get(id));
      keepInMemory();
    } else {
      const onDevice = async (store: IDBObjectStore) => {
        next = changed(await promisifyRequest(store.get([...key])));
        if (next !== undefined) store.put(next, [...key]);
        await promisifyRequest(store.transaction);
      };
      await this.use("readwrite", onDevice, keepInMemory);
    }
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

  /** The device's records with those that it could not take in their place. */
  private withMemory(prefix: Key, onDevice: Kept<unknown>[]): Kept<unknown>[] {
    if (this.memory.size === 0) return onDevice;
    const all = new Map(onDevice.map((kept) => [idOf(kept.key), kept]));
    for (const [id, value] of this.memory) {
      const key = JSON.parse(id) as string[];
      if (startsWith(key, prefix)) all.set(id, { key, value });
    }
    const kept = [...all.values()].filter(({ value }) => value !== undefined);
    return kept.sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1));
  }

  /** Resolves when the device has taken what was asked of it; what is in memory of that record is old then. */
  private async committed(store: IDBObjectStore, key: Key): Promise<void> {
    store.transaction.commit?.();
    await promisifyRequest(store.transaction);
    this.memory.delete(idOf(key));
  }

  /** @param without instead, where there is no device or it fails: one that is full may still be read. */
  private async use<T>(
    mode: IDBTransactionMode,
    onDevice: (store: IDBObjectStore) => Promise<T>,
    without: () => T,
  ): Promise<T> {
    this.database ??= openDatabase(this.name);
    const database = await this.database;
    if (!database) return without();
    try {
      return await database(mode, onDevice);
    } catch {
      return without();
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

const idOf = (key: Key) => JSON.stringify(key);

function startsWith(key: Key, prefix: Key): boolean {
  return prefix.every((part, i) => key[i] === part);
}

/** This page's. */
export const deviceStore = new DeviceStore();
