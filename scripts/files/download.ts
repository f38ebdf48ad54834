import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { FileDescriptor } from "@/lib/protocol/file-descriptor";
import { fileKey } from "@/lib/server/storage-keys";
import { extensionOf } from "@/lib/text/file-name";
import type { SiteStorage } from "./site-storage";

const VALID_S = 60;

/**
 * Returns a function that saves a file's bytes in a folder, once if several messages have it, under its id and extension: with a long
 * name in Korean, a file's name would exceed Linux's 255 bytes. False: storage does not have them. It throws if they cannot be read or
 * written.
 */
export function saverOf(site: SiteStorage, folder: string): (file: FileDescriptor) => Promise<boolean> {
  const saved = new Set<string>();
  return async (file) => {
    if (saved.has(file.id)) return true;
    if (!(await download(site, folder, file))) return false;
    saved.add(file.id);
    return true;
  };
}

async function download({ storage, prefix }: SiteStorage, folder: string, file: FileDescriptor): Promise<boolean> {
  const answer = { type: file.type, disposition: "attachment" };
  const response = await fetch(await storage.presignRead(fileKey(prefix, file.id), answer, VALID_S));
  if (response.status === 404) return false;
  if (!response.ok || !response.body) throw new Error(`object storage: GET was answered with ${response.status}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const target = createWriteStream(join(folder, file.id + extensionOf(file.name)), { mode: 0o600, flags: "wx" });
  await pipeline(Readable.fromWeb(response.body as ReadableStream), target);
  return true;
}
