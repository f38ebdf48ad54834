import type { FilesApi } from "@/lib/client/files/files-api";
import type { NewFileBody } from "@/lib/protocol/http/files";

/** The API and the storage for uploads, in memory. */
export class FakeFilesApi implements FilesApi {
  readonly created: NewFileBody[] = [];
  /** Bytes by address, in the order of the uploads. */
  readonly stored = new Map<string, Blob>();
  readonly completed: string[] = [];
  /** Refusal of `create`, by the file's name. */
  readonly refusals = new Map<string, { status: number; code: string }>();
  /** Ids that the server has removed. */
  readonly removed = new Set<string>();
  isOffline = false;
  /** Uploads that wait until the test lets them go on. */
  readonly held: Array<() => void> = [];
  holds = false;
  stopped = 0;

  create: FilesApi["create"] = async (file) => {
    if (this.isOffline) return { ok: false, status: 0, code: "offline" };
    const refusal = this.refusals.get(file.name);
    if (refusal) return { ok: false, ...refusal };
    this.created.push(file);
    const id = `server-${this.created.length}`;
    const upload = (url: string) => ({ url, headers: { "content-type": file.type } });
    return {
      ok: true,
      data: {
        ...{ id, upload: upload(id), expiresAt: Date.now() + 60_000 },
        ...(file.thumbnailSize !== undefined && { thumbnailUpload: upload(`${id} thumbnail`) }),
      },
    };
  };

  put: FilesApi["put"] = async ({ url }, bytes, progress, signal) => {
    if (this.isOffline) return false;
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
    return true;
  };

  complete: FilesApi["complete"] = async (fileId) => {
    if (this.isOffline) return { ok: false, status: 0, code: "offline" };
    if (this.removed.has(fileId)) return { ok: false, status: 404, code: "not_found" };
    this.completed.push(fileId);
    const token = `token-${this.completed.length} ${fileId}`;
    const file = { id: fileId, name: "n", type: "text/plain", size: 1 };
    return { ok: true, data: { file, token, expiresAt: Date.now() + 7 * 86_400_000 } };
  };
}
