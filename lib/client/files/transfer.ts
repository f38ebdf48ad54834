import type { FileBytes, FileProblem, FileRecord } from "./file-store";
import type { FilesAnswer, FilesApi } from "./files-api";

export interface Transfer {
  api: FilesApi;
  record: FileRecord;
  bytes(): Promise<FileBytes | undefined>;
  progress(part: number): void;
  /** Called with the file's id once it is announced. */
  announced(fileId: string): void;
  /** Stops it. */
  signal: AbortSignal;
}

type TransferResult =
  | { outcome: "uploaded"; upload: NonNullable<FileRecord["upload"]> }
  /** A later attempt would be refused too. */
  | { outcome: "refused"; problem: string }
  /** `isRefusal`: the API can be reached, but not the storage. */
  | { outcome: "later"; afterMs?: number; isRefusal?: true };

/** The connection broke, the storage refused it, or the signed address has expired; the next attempt gets another address. */
const UNSTORED: TransferResult = { outcome: "later", isRefusal: true };

/** Uploads one file: announces it, sends its bytes to the storage, and completes it. Rejects only if `signal` aborts. */
export async function transfer(job: Transfer): Promise<TransferResult> {
  const { api, record, bytes, progress, announced, signal } = job;
  const { file, preview } = (await bytes()) ?? {};
  if (!file) return { outcome: "refused", problem: "lost" satisfies FileProblem };
  const { name, type, size, width, height, placeholder, thumbnailSize, thumbnailType } = record;
  const about = { name, type, size, width, height, placeholder, thumbnailSize, thumbnailType };
  const made = await api.create(about, signal);
  if (!made.ok) return failed(made);
  const { id, upload, thumbnailUpload } = made.data;
  announced(id);
  if (thumbnailUpload && preview) {
    if (!(await api.put(thumbnailUpload, preview, () => {}, signal))) return UNSTORED;
  }
  return (await api.put(upload, file, progress, signal)) ? complete(job, id) : UNSTORED;
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
