import { createHash, randomUUID } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import * as z from "zod";

const stored = z.object({
  type: z.string(),
  /** Content encoding. */
  encoding: z.string().optional(),
  size: z.number(),
  etag: z.string(),
  modified: z.number(),
});
export type StoredObject = z.infer<typeof stored>;

/** Objects in a folder: of each, its bytes and a description, which is written last and removed first. */
export class ObjectFiles {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  find(key: string): StoredObject | undefined {
    const file = this.descriptionOf(key);
    return existsSync(file) ? stored.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
  }

  read(key: string, range: { start: number; end: number }): Readable {
    return createReadStream(this.bytesOf(key), range);
  }

  /** Stores all bytes or nothing. Undefined: their SHA-256 is not the expected one. */
  async write(
    key: string,
    about: Pick<StoredObject, "type" | "encoding">,
    bytes: Readable,
    sha256?: string,
  ): Promise<StoredObject | undefined> {
    const [md5, sha] = [createHash("md5"), createHash("sha256")];
    let size = 0;
    const temporary = join(this.folder, `${randomUUID()}.part`);
    const count = async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        size += chunk.length;
        md5.update(chunk);
        sha.update(chunk);
        yield chunk;
      }
    };
    try {
      await pipeline(bytes, count, createWriteStream(temporary));
      if (sha256 !== undefined && sha.digest("hex") !== sha256) return undefined;
      const object = { ...about, size, etag: `"${md5.digest("hex")}"`, modified: Date.now() };
      renameSync(temporary, this.bytesOf(key));
      writeFileSync(this.descriptionOf(key), JSON.stringify(object));
      return object;
    } finally {
      rmSync(temporary, { force: true });
    }
  }

  remove(key: string): void {
    rmSync(this.descriptionOf(key), { force: true });
    rmSync(this.bytesOf(key), { force: true });
  }

  private bytesOf(key: string): string {
    return join(this.folder, encodeURIComponent(key));
  }

  private descriptionOf(key: string): string {
    return `${this.bytesOf(key)}.json`;
  }
}
