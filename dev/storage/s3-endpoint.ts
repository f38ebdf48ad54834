/**
 * An S3 endpoint on this machine, for the local cloud: the operations on objects that we use, with Amazon's signatures, conditions,
 * ranges, CORS and errors. tests/contract/storage.test.ts also runs against a real one.
 */
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { type Gateway, openHttp } from "@/dev/http-gateway";
import { ObjectFiles, type StoredObject } from "./object-files";
import { type Refusal, type RefusalCode, refusal, refusalXml } from "./refusals";
import { type Credentials, UNSIGNED_PAYLOAD, verifySignature } from "./signature";

export interface S3Options {
  /** 0 lets the system choose. */
  port: number;
  folder: string;
  bucket: string;
  credentials: Credentials;
  /** The CORS rule: origins whose pages may read and write, with any header. */
  origins: readonly string[];
  now?: () => number;
}

const METHODS = ["GET", "HEAD", "PUT", "DELETE"];
const DEFAULT_TYPE = "binary/octet-stream";
const RANGE = /^bytes=(\d*)-(\d*)$/;
/** Headers that a signed query overrides in the answer to a `GET`. */
const OVERRIDES = ["content-type", "content-disposition", "cache-control"];

class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.code);
  }
}
const refuse = (code: RefusalCode): never => {
  throw new Refused(refusal(code));
};

/** @throws CloudError if the port is taken */
export function openS3Endpoint({
  port,
  folder,
  bucket,
  credentials,
  origins,
  now = Date.now,
}: S3Options): Promise<Gateway> {
  const objects = new ObjectFiles(folder);
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = "", url = "/", headers } = request;
    allowOrigin(headers.origin, origins, response);
    if (method === "OPTIONS") return preflight(request, origins, response);
    if (!METHODS.includes(method)) return refuse("MethodNotAllowed");
    const verdict = verifySignature({ method, url, headers }, credentials, now());
    if ("code" in verdict) throw new Refused(verdict);
    const [, named, ...path] = decodeURIComponent(url.split("?")[0] ?? "").split("/");
    const key = path.join("/");
    if (named !== bucket) return refuse("NoSuchBucket");
    if (key === "") return refuse("InvalidRequest");
    if (method === "PUT") return put(objects, key, request, response, verdict.payloadHash);
    if (method === "DELETE") {
      objects.remove(key);
      return void response.writeHead(204).end();
    }
    return get(objects, key, request, response);
  };
  const guarded = (request: IncomingMessage, response: ServerResponse) =>
    answer(request, response).catch((error: unknown) => {
      const refused = error instanceof Refused ? error.refusal : refusal("InternalError");
      return sendRefusal(request, response, refused);
    });
  return openHttp({ port, handle: guarded });
}

function allowOrigin(origin: string | undefined, origins: readonly string[], response: ServerResponse): void {
  response.setHeader("vary", "Origin");
  if (origin === undefined || !origins.includes(origin)) return;
  response.setHeader("access-control-allow-origin", origin);
  response.setHeader("access-control-expose-headers", "ETag");
}

function preflight({ headers }: IncomingMessage, origins: readonly string[], response: ServerResponse): void {
  const method = String(headers["access-control-request-method"]);
  if (!origins.includes(headers.origin ?? "") || !METHODS.includes(method)) return refuse("AccessForbidden");
  const asked = headers["access-control-request-headers"];
  const allowed = { "access-control-allow-methods": METHODS.join(", "), "access-control-max-age": "3600" };
  response.writeHead(200, { ...allowed, ...(asked && { "access-control-allow-headers": asked }) }).end();
}

async function put(
  objects: ObjectFiles,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
  payloadHash: string,
): Promise<void> {
  const { headers } = request;
  if (headers["content-length"] === undefined) return refuse("MissingContentLength");
  if (headers["if-none-match"] === "*" && objects.find(key)) return refuse("PreconditionFailed");
  const expected = payloadHash === UNSIGNED_PAYLOAD ? undefined : payloadHash;
  const about = { type: headers["content-type"] ?? DEFAULT_TYPE, encoding: headers["content-encoding"] };
  const object = await objects.write(key, about, request, expected);
  if (!object) return refuse("XAmzContentSHA256Mismatch");
  response.writeHead(200, { etag: object.etag }).end();
}

async function get(
  objects: ObjectFiles,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const object = objects.find(key) ?? refuse("NoSuchKey");
  const query = new URLSearchParams(request.url?.split("?")[1]);
  const overrides = OVERRIDES.flatMap((name) => {
    const value = query.get(`response-${name}`);
    return value === null ? [] : [[name, value]];
  });
  const shared = {
    "content-type": object.type,
    ...(object.encoding && { "content-encoding": object.encoding }),
    ...Object.fromEntries(overrides),
    etag: object.etag,
    "last-modified": new Date(object.modified).toUTCString(),
    "accept-ranges": "bytes",
  };
  if (request.headers["if-none-match"] === object.etag) return void response.writeHead(304, shared).end();
  const range = rangeOf(request.headers.range, object);
  const { start, end } = range ?? { start: 0, end: object.size - 1 };
  const part = range && { "content-range": `bytes ${start}-${end}/${object.size}` };
  response.writeHead(range ? 206 : 200, { ...shared, ...part, "content-length": end - start + 1 });
  if (request.method === "HEAD" || object.size === 0) return void response.end();
  await pipeline(objects.read(key, { start, end }), response);
}

/** Undefined: the whole object. Several ranges, and units other than bytes, count as none. */
function rangeOf(header: string | undefined, { size }: StoredObject): { start: number; end: number } | undefined {
  const [, first = "", last = ""] = RANGE.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  return start > end ? refuse("InvalidRange") : { start, end };
}

async function sendRefusal(request: IncomingMessage, response: ServerResponse, refused: Refusal): Promise<void> {
  if (response.headersSent) return void response.destroy();
  const body = refusalXml(refused);
  response.writeHead(refused.status, { "content-type": "application/xml", "content-length": Buffer.byteLength(body) });
  response.end(request.method === "HEAD" ? undefined : body);
  // The rest of the body is read, so that the answer arrives.
  if (!request.readableEnded && !request.destroyed) await once(request.resume(), "close").catch(() => undefined);
}
