/** What uploading needs from the page: the calls of our API, and a PUT to the storage. */
import type { CompleteFileAnswer, NewFileAnswer, NewFileBody } from "@/lib/protocol/http/files";

export type FilesAnswer<T> = { ok: true; data: T } | { ok: false; status: number; code: string; retryAfterS?: number };

export interface FilesApi {
  /** Rejects only if `signal` aborts, like the others. */
  create(file: NewFileBody, signal: AbortSignal): Promise<FilesAnswer<NewFileAnswer>>;
  complete(fileId: string, signal: AbortSignal): Promise<FilesAnswer<CompleteFileAnswer>>;
  /** Removes an uploaded file that no message has. */
  cancel(fileId: string): Promise<unknown>;
  put: typeof putObject;
}

/** The object is there already, from an earlier attempt whose answer was lost. */
const PRECONDITION_FAILED = 412;

/**
 * Uploads bytes to the storage.
 * @param progress called with the part that is sent, from 0 to 1; `fetch` cannot report that
 * @returns whether the storage has them
 */
export function putObject(
  { url, headers }: NewFileAnswer["upload"],
  bytes: Blob,
  progress: (part: number) => void,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    // Browsers set the length themselves, and forbid setting it.
    for (const [name, value] of Object.entries(headers))
      if (name.toLowerCase() !== "content-length") request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      const { status } = request;
      resolve((status >= 200 && status < 300) || status === PRECONDITION_FAILED);
    };
    request.onerror = () => resolve(false);
    request.onabort = () => reject(signal.reason);
    signal.addEventListener("abort", () => request.abort());
    request.send(bytes);
  });
}
