/** Sends requests left in rooms that no page has open. Runs on every page of the app; one page at a time sends for a room. */

import { TAB, whenTabIsGone } from "@/lib/client/browser/tab";
import type { RoomClient } from "@/lib/client/room-client";
import { type DeviceStore, deviceStore } from "./device-store";
import { listenToUnsent, unsentRooms } from "./outbox-store";

export interface UnsentSenderOptions {
  userId: string;
  /**
   * A client for the room, with its outbox on the device; `never`: the user may not write there; undefined: not now.
   */
  connect(roomId: string): Promise<RoomClient | "never" | undefined>;
  /** Uploads the files of the room's unsent messages. @returns a function that ends it */
  uploadFiles?(roomId: string, client: RoomClient): () => void;
}

/** Delay before a room that could not be opened is tried again. */
const AGAIN_MS = 15_000;

export class UnsentSender {
  private readonly clients = new Map<string, RoomClient>();
  private readonly ends = new Map<string, () => void>();
  private readonly waiting = new Set<string>();
  private readonly listeners = new Set<() => void>();
  /** Rooms where the user may not write. Their unsent requests stay on the device. */
  private readonly barred = new Set<string>();
  private againTimer: ReturnType<typeof setTimeout> | undefined;
  private openRoom: string | undefined;
  private ended = new AbortController();

  constructor(
    private readonly options: UnsentSenderOptions,
    private readonly device: DeviceStore = deviceStore,
  ) {}

  /** Whether this page is sending something now. */
  isUnsent = (): boolean => [...this.clients.values()].some((client) => client.getState().isUnsent);

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** @returns a function that stops it */
  open(): () => void {
    const ended = new AbortController();
    this.ended = ended;
    const stop = listenToUnsent(this.options.userId, () => void this.look(), this.device);
    const look = () => void this.look();
    globalThis.window?.addEventListener("online", look);
    look();
    return () => {
      ended.abort();
      stop();
      clearTimeout(this.againTimer);
      globalThis.window?.removeEventListener("online", look);
      this.waiting.clear();
      for (const roomId of [...this.clients.keys()]) this.finish(roomId);
    };
  }

  /** The page now shows this room (undefined: none). The client of a shown room sends that room's requests. */
  roomOpened(roomId: string | undefined): void {
    this.openRoom = roomId;
    if (roomId) this.finish(roomId);
    void this.look();
  }

  private async look(): Promise<void> {
    const { signal } = this.ended;
    const rooms = await unsentRooms(this.options.userId, this.device);
    if (signal.aborted) return;
    for (const roomId of this.clients.keys()) if (!hasWork(rooms.get(roomId))) this.finish(roomId);
    for (const [roomId, entries] of rooms) {
      for (const { state, tab } of entries) if (state === "sending") void this.drainAfter(tab, roomId, signal);
    }
  }

  /** Sends a room's requests once the page that owns them is closed; at once in a browser without locks. */
  private async drainAfter(tab: string, roomId: string, signal: AbortSignal): Promise<void> {
    const id = `${roomId} ${tab}`;
    if (roomId === this.openRoom || this.barred.has(roomId) || this.clients.has(roomId) || this.waiting.has(id)) return;
    this.waiting.add(id);
    if (tab !== TAB) await whenTabIsGone(tab, signal);
    await this.inTurn(roomId, signal, () => this.drain(roomId, signal));
    this.waiting.delete(id);
  }

  /** One page at a time for each room; the next one finds nothing left, or continues after this one was closed. */
  private async inTurn(roomId: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    if (!globalThis.navigator?.locks) return work();
    const name = `sarangbang-drain-${this.options.userId}-${roomId}`;
    await navigator.locks.request(name, { signal }, work).catch(() => {});
  }

  private async drain(roomId: string, signal: AbortSignal): Promise<void> {
    const rooms = await unsentRooms(this.options.userId, this.device);
    if (signal.aborted || !hasWork(rooms.get(roomId))) return;
    const client = await this.options.connect(roomId);
    if (client === "never") return void this.barred.add(roomId);
    if (!client) return this.lookAgain();
    if (signal.aborted || this.openRoom === roomId || this.clients.has(roomId)) return;
    this.clients.set(roomId, client);
    const stop = client.subscribe(() => {
      this.tell();
      if (client.getState().status === "closed") this.finish(roomId);
      else void this.look();
    });
    const stopUploads = this.options.uploadFiles?.(roomId, client);
    await new Promise<void>((resolve) => {
      this.ends.set(roomId, resolve);
      client.open();
    });
    stopUploads?.();
    stop();
  }

  private lookAgain(): void {
    clearTimeout(this.againTimer);
    this.againTimer = setTimeout(() => void this.look(), AGAIN_MS);
  }

  private finish(roomId: string): void {
    const client = this.clients.get(roomId);
    if (!client) return;
    this.clients.delete(roomId);
    client.close();
    this.ends.get(roomId)?.();
    this.ends.delete(roomId);
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

function hasWork(entries: ReadonlyArray<{ state: string }> = []): boolean {
  return entries.some(({ state }) => state === "sending");
}
