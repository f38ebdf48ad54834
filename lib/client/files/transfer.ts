import type { FileBytes, FileProblem, FileRecord } from "./file-store";
import type { FilesAnswer, FilesApi } from "./files-api";

type Announced = NonNullable<FileRecord["announced"]>;

export interface Transfer {
  api: FilesApi;
  record: FileRecord;
  bytes(): Promise<FileBytes | undefined>;
  progress(part: number): void;
  /** Called once the file is announced, for the next attempts. */
  announced(announced: Announced): void;
  /** Epoch ms by the server's clock. */
  now(): number;
  /** Stops it. */
  signal: AbortSignal;
}

type TransferResult =
  | { outcome: "uploaded"; upload: NonNullable<FileRecord["upload"]> }
  /** A later attempt would be refused too. */
  | { outcome: "refused"; problem: string }
  /** `isRefusal`: the storage has answered. */
  | { outcome: "later"; afterMs?: number; isRefusal?: boolean };

/**
 * Uploads one file: announces it, unless an earlier attempt has, sends its bytes to the storage, and completes it. Rejects only if
 * `signal` aborts.
 */
export async function transfer(job: Transfer): Promise<TransferResult> {
  const { api, bytes, progress, signal } = job;
  const { file, preview } = (await bytes()) ?? {};
  if (!file) return { outcome: "refused", problem: "lost" satisfies FileProblem };
  const step = await announce(job);
  if ("outcome" in step) return step;
  const { fileId, upload, thumbnailUpload } = step;
  const result =
    thumbnailUpload && preview ? await api.put(thumbnailUpload, preview, () => {}, signal) : ("stored" as const);
  const last = result === "stored" ? await api.put(upload, file, progress, signal) : result;
  return last === "stored" ? complete(job, fileId) : { outcome: "later", isRefusal: last === "refused" };
}

/** The announced file to upload, or how the attempt ends before that. */
async function announce(job: Transfer): Promise<Announced | TransferResult> {
  const { api, record, signal } = job;
  const { name, type, size, width, height, placeholder, thumbnailSize, thumbnailType, announced } = record;
  if (announced && announced.expiresAt > job.now()) return announced;
  if (announced) {
    // Its bytes may be there, although no answer has arrived.
    const result = await complete(job, announced.fileId);
    if (result.outcome !== "refused") return result;
    void api.cancel(announced.fileId);
  }
  const about = { name, type, size, width, height, placeholder, thumbnailSize, thumbnailType };
  const made = await api.create(about, signal);
  if (!made.ok) return failed(made);
  const { id: fileId, ...addresses } = made.data;
  job.announced({ fileId, ...addresses });
  return { fileId, ...addresses };
}

async function complete({ api, signal }: Transfer, fileId: string): Promise<TransferResult> {
  const answer = await api.complete(fileId, signal);
  if (!answer.ok) return failed(answer);
  return { outcome: "uploaded", upload: { fileId, token: answer.data.token } };
}

/** A session that has ended is a passing reason: the page asks the user to sign in again. */
function failed({ status, code, retryAfterS = 0 }: Extract<FilesAnswer<unknown>, { ok: false }>): TransferResult {
  const isPassing = status === 0 || status === 401 || status === 408 || status === 429 || status >= 500;
  if (isPassing || code === "other_account") return { outcome: "later", afterMs: retryAfterS * 1_000 };
  return { outcome: "refused", problem: code };
}
