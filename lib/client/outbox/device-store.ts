/**
 * Drafts and unsent requests, kept in IndexedDB and shared by all tabs. If the browser cannot store a record, because storage is
 * forbidden or full, it is kept in memory until the page is closed. Keys are paths, such as `["draft", userId, roomId]`.
 */
import "@/lib/protocol/no-eval";
import { createStore, promisifyRequest, type UseStore } from "idb-keyval";
import * as z from "zod/mini";

export type Key = readonly string[];
/** The kinds of records of files that are not sent: their descriptions, and their bytes, which are read only when needed. */
export const FILE_KINDS = ["file", "bytes"] as const;
export interface StoredRecord<T> {
  key: Key;
  value: T;
}

const NAME = "sarangbang-written";
const changeFrame = z.object({ key: z.array(z.string()) });

export class DeviceStore {
  /** Writes that the device refused, by key; undefined: to be removed. */
  private readonly memory = new Map<string, unknown>();
  private readonly listeners = new Set<{ prefix: Key; hears: (key: Key, isOwn: boolean) => void; ownToo: boolean }>();
  private channel: BroadcastChannel | undefined;
  private database: Promise<UseStore | undefined> | undefined;

  constructor(private readonly name = NAME) {}

  /** Undefined: there is none, or it does not fit `schema`. */
  async get<T>(key: Key, schema: z.core.$ZodType<T>): Promise<T | undefined> {
    const id = idOf(key);
    const read = () =>
      this.use<unknown>(
        "readonly",
        (store) => promisifyRequest(store.get([...key])),
        () => undefined,
      );
    const value = this.memory.has(id) ? this.memory.get(id) : await read();
    return z.safeParse(schema, value).data;
  }

  /** All records whose key begins with `prefix`, in key order, without those that do not fit `schema`. */
  async list<T>(prefix: Key, schema: z.core.$ZodType<T>): Promise<StoredRecord<T>[]> {
    const onDevice = await this.use<StoredRecord<unknown>[]>(
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
      const parsed = z.safeParse(schema, value);
      return parsed.success ? [{ key, value: parsed.data }] : [];
    });
  }

  /** Does not read first, so that the write happens even if the page is closed right after. */
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

  /**
   * Writes all of these records on the device, or none.
   * @param onlyIfPresent does nothing if one of them was removed
   */
  async putAll(records: readonly StoredRecord<unknown>[], { onlyIfPresent = false } = {}): Promise<void> {
    let isMeant = !onlyIfPresent || records.every(({ key }) => this.memory.get(idOf(key)) !== undefined);
    const onDevice = async (store: IDBObjectStore) => {
      const isThere = async ({ key }: StoredRecord<unknown>) =>
        this.memory.has(idOf(key))
          ? this.memory.get(idOf(key)) !== undefined
          : (await promisifyRequest(store.getKey([...key]))) !== undefined;
      isMeant ||= (await Promise.all(records.map(isThere))).every(Boolean);
      if (!isMeant) return;
      try {
        for (const { key, value } of records) store.put(value, [...key]);
      } catch (error) {
        store.transaction.abort();
        throw error;
      }
      await this.committed(store, ...records.map(({ key }) => key));
    };
    await this.use("readwrite", onDevice, () => {
      if (isMeant) for (const { key, value } of records) this.memory.set(idOf(key), value);
    });
    if (isMeant) for (const { key } of records) this.tell(key);
  }

  async remove(key: Key): Promise<void> {
    await this.use(
      "readwrite",
      async (store) => {
        store.delete([...key]);
        await this.committed(store, key);
      },
      // The record may still be on the device, so memory notes that it is removed.
      () => void this.memory.set(idOf(key), undefined),
    );
    this.tell(key);
  }

  /** Removes all records whose key begins with `prefix`, and notifies other tabs of each. */
  async removeAll(prefix: Key): Promise<void> {
    const all = await this.list(prefix, z.unknown());
    await Promise.all(all.map(({ key }) => this.remove(key)));
  }

  /** Changes a record in one transaction. Does nothing if there is none, or if `change` returns undefined. */
  async update<T>(key: Key, schema: z.core.$ZodType<T>, change: (before: T) => T | undefined): Promise<T | undefined> {
    const changed = (value: unknown) => {
      const { success, data } = z.safeParse(schema, value);
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

  /**
   * Calls `hears` with each key under `prefix` that another tab (another DeviceStore) has changed.
   * @param ownToo also with those that this tab has changed (`isOwn`)
   */
  listen(prefix: Key, hears: (key: Key, isOwn: boolean) => void, { ownToo = false } = {}): () => void {
    const listener = { prefix, hears, ownToo };
    this.listeners.add(listener);
    this.openChannel();
    return () => this.listeners.delete(listener);
  }

  close(): void {
    this.channel?.close();
    this.channel = undefined;
  }

  /** Sends only the key to other tabs, so that a tab of another account reads nothing. */
  private tell(key: Key): void {
    this.openChannel();
    this.channel?.postMessage({ key });
    this.hear(key, true);
  }

  private hear(key: Key, isOwn: boolean): void {
    for (const listener of this.listeners) {
      if ((listener.ownToo || !isOwn) && startsWith(key, listener.prefix)) listener.hears(key, isOwn);
    }
  }

  private openChannel(): void {
    // Without channels, other tabs read the change when they become visible again.
    if (this.channel || typeof BroadcastChannel === "undefined") return;
    try {
      this.channel = new BroadcastChannel(this.name);
    } catch {
      return;
    }
    this.channel.onmessage = ({ data }) => {
      const key = changeFrame.safeParse(data).data?.key;
      if (key) this.hear(key, false);
    };
  }

  /** The device's records, replaced by those in memory that the device could not store. */
  private withMemory(prefix: Key, onDevice: StoredRecord<unknown>[]): StoredRecord<unknown>[] {
    if (this.memory.size === 0) return onDevice;
    const all = new Map(onDevice.map((kept) => [idOf(kept.key), kept]));
    for (const [id, value] of this.memory) {
      const key = JSON.parse(id) as string[];
      if (startsWith(key, prefix)) all.set(id, { key, value });
    }
    const kept = [...all.values()].filter(({ value }) => value !== undefined);
    return kept.sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1));
  }

  /** Resolves when the device has done the writes; records in memory are outdated then. */
  private async committed(store: IDBObjectStore, ...keys: readonly Key[]): Promise<void> {
    store.transaction.commit?.();
    await promisifyRequest(store.transaction);
    for (const key of keys) this.memory.delete(idOf(key));
  }

  /**
   * Uses the device's store. @param without called instead if there is no store, or if this use fails. The next use tries
   * the store again, since a store that is too full to write can still be read.
   */
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

/** Undefined if the browser has no storage for this page. */
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

export const deviceStore = new DeviceStore();
