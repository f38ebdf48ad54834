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

/** `unanswered`: the connection broke, or stopped. */
export type PutResult = "stored" | "refused" | "unanswered";

/** Without progress for this long, an upload would never end. */
const STALLED_MS = 60_000;
/** The object is there already, from an earlier attempt whose answer was lost. */
const PRECONDITION_FAILED = 412;

/**
 * Uploads bytes to the storage.
 * @param progress called with the part that is sent, from 0 to 1; `fetch` cannot report that
 */
export function putObject(
  { url, headers }: NewFileAnswer["upload"],
  bytes: Blob,
  progress: (part: number) => void,
  signal: AbortSignal,
): Promise<PutResult> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    // Browsers set the length themselves, and forbid setting it.
    for (const [name, value] of Object.entries(headers))
      if (name.toLowerCase() !== "content-length") request.setRequestHeader(name, value);
    const abort = () => request.abort();
    let timer = setTimeout(abort, STALLED_MS);
    const ended = (act: () => void) => () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      act();
    };
    request.upload.onprogress = ({ loaded, total }) => {
      clearTimeout(timer);
      timer = setTimeout(abort, STALLED_MS);
      progress(total > 0 ? loaded / total : 0);
    };
    request.onload = ended(() => {
      const { status } = request;
      const isStored = (status >= 200 && status < 300) || status === PRECONDITION_FAILED;
      resolve(isStored ? "stored" : "refused");
    });
    request.onerror = ended(() => resolve("unanswered"));
    request.onabort = ended(() => (signal.aborted ? reject(signal.reason) : resolve("unanswered")));
    signal.addEventListener("abort", abort);
    request.send(bytes);
  });
}
