import type { FilesApi } from "@/lib/client/files/files-api";
import type { NewFileBody } from "@/lib/protocol/http/files";
import { newId } from "@/lib/shared/ids";

/** The API and the storage for uploads, in memory. */
export class FakeFilesApi implements FilesApi {
  readonly created: NewFileBody[] = [];
  /** Ids of the created files. */
  readonly ids: string[] = [];
  /** Bytes by address, in the order of the uploads. */
  readonly stored = new Map<string, Blob>();
  readonly completed: string[] = [];
  readonly cancelled: string[] = [];
  /** Refusal of `create`, by the file's name. */
  readonly refusals = new Map<string, { status: number; code: string }>();
  isOffline = false;
  /** The storage refuses everything. */
  isFull = false;
  /** The answer to the next upload is lost, although the storage has the bytes. */
  losesAnswer = false;
  /** Milliseconds for which addresses are valid. */
  validMs = 60_000;
  puts = 0;
  /** The server's clock. */
  now = () => Date.now();
  /** Uploads that wait until the test lets them go on. */
  readonly held: Array<() => void> = [];
  holds = false;
  stopped = 0;

  create: FilesApi["create"] = async (file) => {
    if (this.isOffline) return { ok: false, status: 0, code: "offline" };
    const refusal = this.refusals.get(file.name);
    if (refusal) return { ok: false, ...refusal };
    this.created.push(file);
    const id = newId(this.now());
    this.ids.push(id);
    const upload = (url: string) => ({ url, headers: { "content-type": file.type } });
    return {
      ok: true,
      data: {
        ...{ id, upload: upload(id), expiresAt: this.now() + this.validMs },
        ...(file.thumbnailSize !== undefined && { thumbnailUpload: upload(`${id} thumbnail`) }),
      },
    };
  };

  put: FilesApi["put"] = async ({ url }, bytes, progress, signal) => {
    this.puts++;
    if (this.isOffline) return "unanswered";
    if (this.isFull) return "refused";
    progress(0.5);
    if (this.holds) {
      await new Promise<void>((resolve, reject) => {
        this.held.push(resolve);
        signal.addEventListener("abort", () => {
          this.stopped++;
          reject(signal.reason);
        });
      });
    }
    this.stored.set(url, bytes);
    if (!this.losesAnswer) return "stored";
    this.losesAnswer = false;
    return "unanswered";
  };

  complete: FilesApi["complete"] = async (fileId) => {
    if (this.isOffline) return { ok: false, status: 0, code: "offline" };
    if (!this.stored.has(fileId)) return { ok: false, status: 404, code: "not_found" };
    this.completed.push(fileId);
    const token = `token of ${this.created[this.ids.indexOf(fileId)]?.name} ${this.completed.length}`;
    const file = { id: fileId, name: "n", type: "text/plain", size: 1 };
    return { ok: true, data: { file, token, expiresAt: Date.now() + 7 * 86_400_000 } };
  };

  cancel: FilesApi["cancel"] = async (fileId) => void this.cancelled.push(fileId);
}
