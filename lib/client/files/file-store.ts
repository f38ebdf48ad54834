/**
 * The files of one user's draft and unsent messages in one room, kept on the device. A file that no unsent message names
 * belongs to the draft, so moving it between the two writes nothing.
 */
import "@/lib/protocol/no-eval";
import * as z from "zod/mini";
import { type DeviceStore, deviceStore, FILE_KINDS, type Key } from "@/lib/client/outbox/device-store";
import { storedEntry } from "@/lib/client/outbox/requests";
import { THUMBNAIL_TYPES } from "@/lib/protocol/files";

const address = z.object({ url: z.string(), headers: z.record(z.string(), z.string()) });

const fileRecord = z.object({
  /** A UUIDv7 of this device, so that files sort as they were chosen. */
  id: z.string(),
  name: z.string(),
  type: z.string(),
  /** Bytes. */
  size: z.number(),
  /** Whether an image is re-encoded, or a film measured; other files need no preparation. */
  isPrepared: z.boolean(),
  width: z.optional(z.number()),
  height: z.optional(z.number()),
  placeholder: z.optional(z.string()),
  /** Bytes of the thumbnail to upload; a small image has none. */
  thumbnailSize: z.optional(z.number()),
  thumbnailType: z.optional(z.enum(THUMBNAIL_TYPES)),
  /** The server expects its bytes at these addresses. */
  announced: z.optional(
    z.object({ fileId: z.string(), upload: address, thumbnailUpload: z.optional(address), expiresAt: z.number() }),
  ),
  upload: z.optional(z.object({ fileId: z.string(), token: z.string() })),
  /** Why it cannot be uploaded: a problem code of the API, or a `FileProblem`. */
  problem: z.optional(z.string()),
});
export type FileRecord = z.infer<typeof fileRecord>;

/** Problems that the browser finds. `storage`: the storage does not take it; `lost`: the device does not have its bytes. */
export type FileProblem = "empty" | "too_large" | "too_many" | "storage" | "lost";

const fileBytes = z.object({
  file: z.instanceof(Blob),
  /** A small picture of an image or film. */
  preview: z.optional(z.instanceof(Blob)),
});
export type FileBytes = z.infer<typeof fileBytes>;

export class FileStore {
  private readonly scope: Key;
  private readonly unsent: Key;
  /** ClientIds of messages that have named files. */
  private readonly claimants = new Set<string>();
  /** Ids of files that this store is writing. */
  private readonly writing = new Set<string>();

  constructor(
    readonly userId: string,
    readonly roomId: string,
    private readonly device: DeviceStore = deviceStore,
  ) {
    this.scope = ["file", userId, roomId];
    this.unsent = ["unsent", userId, roomId];
  }

  /** In the order in which they were chosen. */
  async list(): Promise<FileRecord[]> {
    return (await this.device.list(this.scope, fileRecord)).map(({ value }) => value);
  }

  /** Ids of the files that unsent messages name. */
  async claimed(): Promise<Set<string>> {
    const entries = (await this.device.list(this.unsent, storedEntry)).map(({ value }) => value);
    for (const { frame, files } of entries) if (files) this.claimants.add(frame.clientId);
    return new Set(entries.flatMap(({ files }) => files?.map(({ id }) => id) ?? []));
  }

  add(record: FileRecord, bytes: FileBytes): Promise<void> {
    return this.write(record.id, () => this.device.putAll(this.both(record, bytes)));
  }

  /** Does nothing if the file was removed. */
  change(record: FileRecord, bytes?: FileBytes): Promise<void> {
    return this.write(record.id, () =>
      bytes
        ? this.device.putAll(this.both(record, bytes), { onlyIfPresent: true })
        : this.device.update(this.key("file", record.id), fileRecord, () => record),
    );
  }

  bytes(id: string): Promise<FileBytes | undefined> {
    return this.device.get(this.key("bytes", id), fileBytes);
  }

  remove(id: string): Promise<void> {
    return this.write(id, () => Promise.all(FILE_KINDS.map((kind) => this.device.remove(this.key(kind, id)))));
  }

  /** Calls back when another page or an outbox has changed a file, or any page an unsent message with files. */
  listen(changed: () => void): () => void {
    const file = (key: Key, isOwn: boolean) => {
      if (!isOwn || !this.writing.has(key.at(-1) ?? "")) changed();
    };
    const message = async (key: Key) => {
      const { files } = (await this.device.get(key, storedEntry)) ?? {};
      const clientId = key.at(-1) ?? "";
      if (files) this.claimants.add(clientId);
      if (this.claimants.has(clientId)) changed();
    };
    const stops = [
      this.device.listen(this.scope, file, { ownToo: true }),
      this.device.listen(this.unsent, (key) => void message(key), { ownToo: true }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  private async write(id: string, act: () => Promise<unknown>): Promise<void> {
    this.writing.add(id);
    await act().finally(() => this.writing.delete(id));
  }

  private both(record: FileRecord, bytes: FileBytes) {
    return [
      { key: this.key("bytes", record.id), value: bytes },
      { key: this.key("file", record.id), value: record },
    ];
  }

  private key(kind: (typeof FILE_KINDS)[number], id: string): Key {
    return [kind, this.userId, this.roomId, id];
  }
}
