import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { FileDescriptor } from "@/lib/protocol/file-descriptor";
import type { ObjectStorage } from "@/lib/server/object-storage";
import { fileKey } from "@/lib/server/storage-keys";
import { extensionOf } from "@/lib/text/file-name";

const VALID_S = 60;

/**
 * Saves a file's bytes in a folder, under its id and extension: with a long name in Korean, a file's name would exceed
 * Linux's 255 bytes. False: storage does not have them.
 * @throws if they cannot be read or written
 */
export async function download(
  storage: ObjectStorage,
  prefix: string,
  folder: string,
  file: FileDescriptor,
): Promise<boolean> {
  const answer = { type: file.type, disposition: "attachment" };
  const response = await fetch(await storage.presignRead(fileKey(prefix, file.id), answer, VALID_S));
  if (response.status === 404) return false;
  if (!response.ok || !response.body) throw new Error(`object storage: GET was answered with ${response.status}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const target = createWriteStream(join(folder, file.id + extensionOf(file.name)), { mode: 0o600, flags: "wx" });
  await pipeline(Readable.fromWeb(response.body as ReadableStream), target);
  return true;
}
