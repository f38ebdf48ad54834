/** Object storage: presigned addresses for browsers, and the few requests of our own (docs/decisions/0025-files.md). */
import { AwsV4Signer } from "aws4fetch";
import { bucketUrl } from "@/lib/server/storage-keys";
import { withDeadline } from "@/lib/shared/deadline";

/** A slower request counts as failed. */
const REQUEST_TIMEOUT_MS = 5_000;

export interface StorageSettings {
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** A request that a browser may make: with exactly these headers. */
export interface PresignedUpload {
  url: string;
  headers: Record<string, string>;
}

export interface StoredObject {
  size: number;
  type: string;
}

export interface ObjectStorage {
  /** The address of a `PUT` of exactly `size` bytes of this type. It stores a key only once: later ones get 412. */
  presignUpload(key: string, object: { type: string; size: number }, validS: number): Promise<PresignedUpload>;
  /** The address of a `GET`, answered with this disposition and type (missing: the stored one). */
  presignRead(key: string, answer: { type?: string; disposition: string }, validS: number): Promise<string>;
  /**
   * Undefined: there is no such object, or it has a content encoding: uploaders choose that header, and readers would unpack more bytes
   * than were counted. @throws StorageFailure
   */
  find(key: string): Promise<StoredObject | undefined>;
  /** Removing what is not there succeeds. @throws StorageFailure */
  remove(key: string): Promise<void>;
}

/** Storage did not do what it was asked to. */
export class StorageFailure extends Error {}

export function openStorage({ endpoint, bucket, region, ...keys }: StorageSettings): ObjectStorage {
  const cache = new Map<string, ArrayBuffer>();
  const addressOf = (key: string) => new URL(bucketUrl({ endpoint, bucket }) + key);
  const sign = (method: string, url: URL, more: { headers?: Record<string, string>; signQuery?: boolean }) =>
    new AwsV4Signer({ method, url: url.href, service: "s3", region, ...keys, cache, allHeaders: true, ...more }).sign();

  const presign = async (method: string, url: URL, validS: number, headers: Record<string, string> = {}) => {
    url.searchParams.set("X-Amz-Expires", String(validS));
    return (await sign(method, url, { headers, signQuery: true })).url.href;
  };

  const send = async (method: string, key: string): Promise<Response> => {
    const { url, headers } = await sign(method, addressOf(key), {});
    // Else storage, or a proxy before it, could encode its answer although the object is not encoded.
    headers.set("accept-encoding", "identity");
    try {
      return await withDeadline(REQUEST_TIMEOUT_MS, (signal) => fetch(url, { method, headers, signal }));
    } catch (cause) {
      throw new StorageFailure(`object storage: ${method} had no answer`, { cause });
    }
  };

  return {
    async presignUpload(key, { type, size }, validS) {
      // Browsers set the length themselves.
      const headers = { "content-type": type, "if-none-match": "*" };
      const url = await presign("PUT", addressOf(key), validS, { ...headers, "content-length": String(size) });
      return { url, headers };
    },
    presignRead(key, { type, disposition }, validS) {
      const url = addressOf(key);
      if (type) url.searchParams.set("response-content-type", type);
      url.searchParams.set("response-content-disposition", disposition);
      return presign("GET", url, validS);
    },
    async find(key) {
      const { status, headers } = await send("HEAD", key);
      if (status === 404 || (status === 200 && isEncoded(headers))) return undefined;
      const size = Number(headers.get("content-length") ?? Number.NaN);
      if (status !== 200 || !Number.isInteger(size)) throw new StorageFailure(failed("HEAD", status));
      return { size, type: headers.get("content-type") ?? "" };
    },
    async remove(key) {
      const response = await send("DELETE", key);
      await response.body?.cancel();
      if (!response.ok && response.status !== 404) throw new StorageFailure(failed("DELETE", response.status));
    },
  };
}

/** Encodings that change no byte. `aws-chunked` is how some programs send bytes; not all storage forgets it. */
const PLAIN_ENCODINGS = ["", "none", "identity", "aws-chunked"];

function isEncoded(headers: Headers): boolean {
  const encodings = (headers.get("content-encoding") ?? "").toLowerCase().split(",");
  return encodings.some((encoding) => !PLAIN_ENCODINGS.includes(encoding.trim()));
}

const failed = (method: string, status: number) => `object storage: ${method} was answered with ${status}`;
