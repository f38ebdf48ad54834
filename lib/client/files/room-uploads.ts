/**
 * Uploads the files of one user in one room: those of the draft as soon as they are chosen, and those of unsent messages. All
 * pages show the same files, and one page at a time uploads them.
 */

import { type ServerClock, serverClock } from "@/lib/client/connection/server-clock";
import { FILE_MAX_BYTES, FILE_TOKEN_TTL_S, type ThumbnailType } from "@/lib/protocol/files";
import { fileKind, fileType } from "@/lib/shared/file-types";
import { newId, timeOfId } from "@/lib/shared/ids";
import { fileName } from "@/lib/text/file-name";
import type { FileBytes, FileProblem, FileRecord, FileStore } from "./file-store";
import { Retries } from "./retries";
import { type Transfer, transfer } from "./transfer";

/** Uploads that run at the same time. */
const PARALLEL = 2;
/** An uploaded file is sent within this time; its token is valid for half a day more. */
const USABLE_MS = (FILE_TOKEN_TTL_S - 12 * 3_600) * 1_000;

export interface Upload extends FileRecord {
  state: "waiting" | "uploading" | "uploaded" | "failed";
  /** The part that is sent, from 0 to 1; only on the page that uploads it. */
  progress: number;
}
interface UploadsState {
  /** Whether the files have been read from the device. */
  isLoaded: boolean;
  files: readonly Upload[];
  /** Ids of the files that unsent messages on the device name. */
  claimed: ReadonlySet<string>;
}
export interface Refused {
  name: string;
  problem: FileProblem;
}
/** An image or film as it is uploaded. */
export interface Prepared extends FileBytes {
  /** Missing: it could not be drawn. */
  width?: number;
  height?: number;
  placeholder?: string;
  /** Bytes of `preview`, if it is to be uploaded as the thumbnail. */
  thumbnailSize?: number;
  thumbnailType?: ThumbnailType;
}

interface Running {
  stop: AbortController;
  progress: number;
}

interface Options {
  store: FileStore;
  api: Transfer["api"];
  /** Makes an image or film ready to upload; undefined: it is uploaded as it is. */
  prepare(file: Blob, type: string): Promise<Prepared | undefined>;
  clock?: Pick<ServerClock, "now">;
}

export class RoomUploads {
  private state: UploadsState = { isLoaded: false, files: [], claimed: new Set() };
  private records: readonly FileRecord[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly running = new Map<string, Running>();
  /** Files whose record here is newer than the one on the device, with the number of their writes under way. */
  private readonly writes = new Map<string, number>();
  private device: Promise<unknown> = Promise.resolve();
  private readonly retries = new Retries(() => this.start());
  private isWorking = false;
  private newestAt = 0;
  private users = 0;
  private stopFollowing = () => {};

  constructor(private readonly options: Options) {}

  /** Returns the same object until something changes, as `useSyncExternalStore` requires. */
  getState = (): UploadsState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Follows the device and uploads. @returns a function that ends it; uploads that have begun go on */
  open(): () => void {
    this.users++;
    if (this.users === 1) {
      const stopListening = this.options.store.listen(() => void this.load());
      const stopRetries = this.retries.open();
      this.stopFollowing = () => {
        stopListening();
        stopRetries();
      };
      void this.load();
    }
    return () => {
      this.users--;
      if (this.users === 0) this.stopFollowing();
    };
  }

  /**
   * Adds files to the draft.
   * @param places how many more files the draft may have
   * @returns those that it cannot have, with the reason
   */
  add(files: readonly File[], places: number): Refused[] {
    const refused: Refused[] = [];
    let left = places;
    for (const file of files) {
      const name = fileName(file.name);
      const problem = this.problemOf(file, left);
      if (problem) {
        refused.push({ name, problem });
        continue;
      }
      left--;
      const type = fileType(file.type);
      const isPrepared = !["image", "video"].includes(fileKind(type));
      const record = { id: this.newId(), name, type, size: file.size, isPrepared };
      this.records = [...this.records, record];
      this.write(record.id, () => this.options.store.add(record, { file }));
    }
    this.changed();
    this.start();
    return refused;
  }

  /** Removes a file that no message has or will have, and stops its upload. */
  remove(id: string): void {
    this.running.get(id)?.stop.abort();
    const { announced, upload = announced } = this.find(id) ?? {};
    if (upload) void this.options.api.cancel(upload.fileId);
    this.records = this.records.filter((each) => each.id !== id);
    this.write(id, () => this.options.store.remove(id));
    this.changed();
  }

  /** Uploads those that failed once more. */
  retry(ids: readonly string[]): void {
    for (const id of ids) {
      const { problem, ...record } = this.find(id) ?? {};
      if (problem) this.change(record as FileRecord);
    }
    this.retries.reset();
    this.start();
  }

  /** Uploads these files again: they were uploaded too long ago, or the room has refused their tokens. */
  renew(ids: readonly string[]): void {
    for (const id of ids) {
      const { upload, ...record } = this.find(id) ?? {};
      if (upload) this.change(record as FileRecord);
    }
    this.start();
  }

  async bytes(id: string): Promise<FileBytes | undefined> {
    // A new file may still be being written.
    await this.device;
    return this.options.store.bytes(id);
  }

  /** An image that is too large may be smaller once it is re-encoded. */
  private problemOf({ size, type }: File, left: number): FileProblem | undefined {
    if (left <= 0) return "too_many";
    if (size === 0) return "empty";
    return size > FILE_MAX_BYTES && fileKind(fileType(type)) !== "image" ? "too_large" : undefined;
  }

  private start(): void {
    if (this.isWorking || !this.state.isLoaded || !this.next()) return;
    this.isWorking = true;
    void this.inTurn(() => this.work())
      .catch(() => this.retries.pause())
      .then(() => {
        this.isWorking = false;
        this.start();
      });
  }

  /** One page at a time; without Web Locks, several pages may upload the same file, of which one token is used. */
  private async inTurn(work: () => Promise<void>): Promise<void> {
    const { userId, roomId } = this.options.store;
    if (!globalThis.navigator?.locks) return work();
    await navigator.locks.request(`sarangbang-uploads-${userId}-${roomId}`, work);
  }

  private async work(): Promise<void> {
    // The page that had the lock before has uploaded some of them.
    await this.load();
    await Promise.all(Array.from({ length: PARALLEL }, () => this.workOne()));
    // The next page must read what this one has done.
    await this.device;
  }

  private async workOne(): Promise<void> {
    for (let record = this.next(); record; record = this.next()) {
      const running: Running = { stop: new AbortController(), progress: 0 };
      this.running.set(record.id, running);
      this.changed();
      await (record.isPrepared ? this.upload(record, running) : this.prepare(record));
      this.running.delete(record.id);
      this.changed();
    }
  }

  private next(): FileRecord | undefined {
    const open = this.records.filter(({ id, problem, upload }) => !problem && !upload && !this.running.has(id));
    // They are prepared without a connection too.
    return open.find(({ isPrepared }) => !isPrepared) ?? (this.retries.isPaused ? undefined : open[0]);
  }

  private async prepare(record: FileRecord): Promise<void> {
    const { prepare } = this.options;
    const original = await this.bytes(record.id);
    const prepared = original && (await prepare(original.file, record.type).catch(() => undefined));
    if (!this.find(record.id)) return;
    const { file = original?.file, preview, ...facts } = prepared ?? {};
    const size = file?.size ?? record.size;
    const problem = size > FILE_MAX_BYTES ? "too_large" : undefined;
    const next = { ...record, ...facts, size, isPrepared: true, ...(problem && { problem }) };
    this.change(next, file && prepared ? { file, ...(preview && { preview }) } : undefined);
    await this.device;
  }

  private async upload(record: FileRecord, running: Running): Promise<void> {
    const progress = (part: number) => {
      if (Math.floor(part * 100) === Math.floor(running.progress * 100)) return;
      running.progress = part;
      this.changed();
    };
    const announced: Transfer["announced"] = (announced) => {
      if (this.find(record.id)) this.change({ ...record, announced });
      else void api.cancel(announced.fileId);
    };
    const bytes = () => this.bytes(record.id);
    const { api, clock = serverClock } = this.options;
    const { signal } = running.stop;
    const job = { ...{ api, record, bytes, progress, announced, signal }, now: () => clock.now() };
    const result = await transfer(job).catch((error) => {
      if (signal.aborted) return { outcome: "stopped" } as const;
      throw error;
    });
    const now = this.find(record.id);
    if (result.outcome === "stopped" || !now) return;
    const { announced: known, ...file } = now;
    if (result.outcome === "later" && !(result.isRefusal && this.retries.isExhausted(record.id)))
      return this.retries.pause(result.afterMs);
    this.retries.succeeded(record.id);
    if (result.outcome === "uploaded") return this.change({ ...file, upload: result.upload });
    const problem = result.outcome === "refused" ? result.problem : ("storage" satisfies FileProblem);
    // Without Web Locks, another page may have uploaded and sent a file whose bytes are gone.
    if (known && problem !== "lost") void api.cancel(known.fileId);
    this.change({ ...file, problem });
  }

  /** Ids of the same millisecond would sort at random. */
  private newId(): string {
    this.newestAt = Math.max(Date.now(), this.newestAt + 1);
    return newId(this.newestAt);
  }

  private find(id: string): FileRecord | undefined {
    return this.records.find((each) => each.id === id);
  }

  private change(record: FileRecord, bytes?: FileBytes): void {
    this.records = this.records.map((each) => (each.id === record.id ? record : each));
    this.write(record.id, () => this.options.store.change(record, bytes));
    this.changed();
  }

  /** Writes happen one after another, so that none overtakes an earlier one. */
  private write(id: string, act: () => Promise<void>): void {
    this.writes.set(id, (this.writes.get(id) ?? 0) + 1);
    const done = this.device.then(act).catch(report);
    this.device = done.then(() => {
      const left = (this.writes.get(id) ?? 1) - 1;
      if (left > 0) this.writes.set(id, left);
      else this.writes.delete(id);
    });
  }

  private load(): Promise<unknown> {
    const read = async () => {
      const { store } = this.options;
      const [stored, claimed] = await Promise.all([store.list(), store.claimed()]);
      const here = this.records.filter(({ id }) => this.writes.has(id));
      const there = stored.filter(({ id }) => !this.writes.has(id));
      this.records = [...here, ...there].sort((a, b) => (a.id < b.id ? -1 : 1));
      for (const [id, { stop }] of this.running) if (!this.find(id)) stop.abort();
      this.state = { ...this.state, isLoaded: true, claimed };
      this.changed();
      this.start();
    };
    this.device = this.device.then(read).catch(report);
    return this.device;
  }

  private changed(): void {
    this.state = { ...this.state, files: this.records.map((record) => this.shown(record)) };
    for (const listener of this.listeners) listener();
  }

  private shown(record: FileRecord): Upload {
    const running = this.running.get(record.id);
    const isUploaded = record.upload !== undefined;
    const state = record.problem ? "failed" : isUploaded ? "uploaded" : running ? "uploading" : "waiting";
    return { ...record, state, progress: isUploaded ? 1 : (running?.progress ?? 0) };
  }
}

/** The next writes and reads of the device must not fail with this one. */
function report(error: unknown): void {
  globalThis.reportError?.(error);
}

/** Until when an uploaded file may be sent (epoch ms by the server's clock). */
export function usableUntil({ upload }: FileRecord): number {
  return upload ? timeOfId(upload.fileId) + USABLE_MS : 0;
}
