/** Stores a user's unsent requests of one room on the device and shares them between tabs. */
import "@/lib/protocol/no-eval";
import * as z from "zod/mini";
import { holdTab, TAB, whenTabIsGone } from "@/lib/client/browser/tab";
import { type DeviceStore, deviceStore, FILE_KINDS, type Key } from "./device-store";
import { type LocalFile, type OutboxEntry, storedEntry } from "./requests";

const KIND = "unsent";

/** The interface that the outbox uses, so that tests need no device. */
export interface OutboxStore {
  /** The page that sends the requests added here. */
  readonly tab: string;
  load(): Promise<OutboxEntry[]>;
  /** Resolves when it is stored. */
  add(entry: OutboxEntry): Promise<void>;
  /** Does nothing if another tab has removed it. */
  change(entry: OutboxEntry): void;
  /** @param files removed with it */
  remove(clientId: string, files?: readonly LocalFile[]): void;
  /** Has these files uploaded again, as other ones. */
  renewFiles(files: readonly Pick<LocalFile, "id">[]): void;
  /** Calls back when another tab has changed something. */
  listen(changed: () => void): () => void;
  /** Resolves when the page `tab` is closed: true if that is known for sure. Never resolves once `signal` aborts. */
  whenGone(tab: string, signal: AbortSignal): Promise<boolean>;
  /** Makes this page the sender of an entry, unless another page was first. */
  adopt(entry: OutboxEntry): Promise<boolean>;
}

export class DeviceOutbox implements OutboxStore {
  private readonly prefix: Key;

  constructor(
    userId: string,
    roomId: string,
    private readonly device: DeviceStore = deviceStore,
    readonly tab: string = TAB,
  ) {
    this.prefix = [KIND, userId, roomId];
  }

  async load(): Promise<OutboxEntry[]> {
    await this.migrate();
    const kept = await this.device.list(this.prefix, storedEntry);
    return kept.map(({ value }) => value).sort((a, b) => a.at - b.at);
  }

  async add(entry: OutboxEntry): Promise<void> {
    holdTab();
    await this.device.put(this.keyOf(entry.frame.clientId), entry);
  }

  change(entry: OutboxEntry): void {
    void this.device.update(this.keyOf(entry.frame.clientId), storedEntry, () => entry);
  }

  /** First the files: a file without an entry belongs to the draft, where a sent one must not appear. */
  remove(clientId: string, files: readonly LocalFile[] = []): void {
    const scope = this.prefix.slice(1);
    for (const { id } of files) for (const kind of FILE_KINDS) void this.device.remove([kind, ...scope, id]);
    void this.device.remove(this.keyOf(clientId));
  }

  renewFiles(files: readonly Pick<LocalFile, "id">[]): void {
    const keyOf = (id: string) => ["file", ...this.prefix.slice(1), id];
    const renewed = ({ upload: _, ...file }: Record<string, unknown>) => file;
    for (const { id } of files) void this.device.update(keyOf(id), z.looseObject({}), renewed);
  }

  listen(changed: () => void): () => void {
    return this.device.listen(this.prefix, changed);
  }

  whenGone(tab: string, signal: AbortSignal): Promise<boolean> {
    return whenTabIsGone(tab, signal);
  }

  async adopt(entry: OutboxEntry): Promise<boolean> {
    holdTab();
    const mine = await this.device.update(this.keyOf(entry.frame.clientId), storedEntry, (now) =>
      now.tab === entry.tab ? { ...now, tab: this.tab } : undefined,
    );
    return mine !== undefined;
  }

  private keyOf(clientId: string): Key {
    return [...this.prefix, clientId];
  }

  /** Earlier releases kept unsent messages for one tab. */
  private async migrate(): Promise<void> {
    const [, userId, roomId] = this.prefix;
    const old = `unsent:${userId}:${roomId}`;
    try {
      const text = sessionStorage.getItem(old);
      if (!text) return;
      for (const entry of fromBefore.parse(JSON.parse(text))) await this.add({ ...entry, tab: this.tab });
      sessionStorage.removeItem(old);
    } catch {
      // Storage is forbidden, or the record is not valid.
    }
  }
}

const fromBefore = z.pipe(
  z.array(
    z.object({
      clientId: z.string().check(z.minLength(1)),
      body: z.string(),
      replyTo: z.optional(z.number().check(z.int())),
      at: z.number(),
      state: z.enum(["sending", "failed"]),
      reason: z.optional(z.string()),
    }),
  ),
  z.transform((list) =>
    list.map(({ clientId, body, replyTo, at, state, reason }) => ({
      frame: { type: "send" as const, clientId, body, ...(replyTo === undefined ? {} : { replyTo }) },
      at,
      // Requests that failed only because the room was closed are tried again.
      state: reason === "closed" ? ("sending" as const) : state,
    })),
  ),
);

/** A user's unsent requests of all rooms, by room. */
export async function unsentRooms(
  userId: string,
  device: DeviceStore = deviceStore,
): Promise<Map<string, OutboxEntry[]>> {
  const rooms = new Map<string, OutboxEntry[]>();
  for (const { key, value } of await device.list([KIND, userId], storedEntry)) {
    const roomId = key[2] ?? "";
    rooms.set(roomId, [...(rooms.get(roomId) ?? []), value]);
  }
  return rooms;
}

/** Calls back when another tab has changed something in any room. */
export function listenToUnsent(userId: string, changed: () => void, device: DeviceStore = deviceStore): () => void {
  return device.listen([KIND, userId], changed);
}
