/** Object storage as we use it: on the local endpoint, and on a real one if TEST_S3_ENDPOINT and the like name a bucket. */
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { AwsV4Signer } from "aws4fetch";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gateway } from "@/dev/http-gateway";
import { openS3Endpoint } from "@/dev/storage/s3-endpoint";
import { openStorage, StorageFailure, type StorageSettings } from "@/lib/server/object-storage";
import { newId } from "@/lib/shared/ids";

const ORIGIN = process.env.TEST_S3_ORIGIN ?? "http://localhost:3000";
const folder = mkdtempSync(join(tmpdir(), "sarangbang-storage-"));
const credentials = { accessKeyId: "local", secretAccessKey: "a secret of the local storage", region: "auto" };
let local: Gateway;
let clockMs = 0;
beforeAll(async () => {
  const now = () => Date.now() + clockMs;
  local = await openS3Endpoint({ port: 0, folder, bucket: "files", credentials, origins: [ORIGIN], now });
});
afterAll(async () => {
  await local.close();
  rmSync(folder, { recursive: true, force: true });
});

const { TEST_S3_ENDPOINT, TEST_S3_BUCKET = "", TEST_S3_REGION = "auto" } = process.env;
const { TEST_S3_ACCESS_KEY_ID = "", TEST_S3_SECRET_ACCESS_KEY = "" } = process.env;
const kinds: Array<[string, () => StorageSettings]> = [
  ["the local endpoint", () => ({ ...credentials, endpoint: local.url, bucket: "files" })],
];
if (TEST_S3_ENDPOINT) {
  const keys = { accessKeyId: TEST_S3_ACCESS_KEY_ID, secretAccessKey: TEST_S3_SECRET_ACCESS_KEY };
  const real = { endpoint: TEST_S3_ENDPOINT, bucket: TEST_S3_BUCKET, region: TEST_S3_REGION, ...keys };
  kinds.push([TEST_S3_ENDPOINT, () => real]);
}

const TEXT = "안녕하세요";
const BYTES = new TextEncoder().encode(TEXT);
const newKey = () => `tests/${newId()}`;
const codeIn = async (response: Response) => /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1];

describe.each(kinds)("object storage: %s", (_, settings) => {
  const storage = () => openStorage(settings());
  const made: string[] = [];
  afterAll(async () => {
    for (const key of made) await storage().remove(key);
  });
  async function stored(type = "image/png", bytes = BYTES): Promise<string> {
    const key = newKey();
    made.push(key);
    const { url, headers } = await storage().presignUpload(key, { type, size: bytes.length }, 60);
    const response = await fetch(url, { method: "PUT", headers, body: bytes });
    expect([response.status, await response.text()]).toEqual([200, ""]);
    return key;
  }
  const readAs = (key: string, type = "image/png", disposition = "inline") =>
    storage().presignRead(key, { type, disposition }, 60);
  const put = async (more: { headers?: object; body?: BodyInit; size?: number; type?: string; search?: string }) => {
    const { size = BYTES.length, type = "image/png" } = more;
    const { url, headers } = await storage().presignUpload(newKey(), { type, size }, 60);
    return fetch(url + (more.search ?? ""), {
      method: "PUT",
      headers: { ...headers, ...more.headers },
      body: more.body ?? BYTES,
    });
  };

  it("stores what a browser sends, and returns it with the signed type and disposition", async () => {
    const key = await stored();
    expect(await storage().find(key)).toEqual({ size: BYTES.length, type: "image/png" });
    const name = encodeURIComponent("보고서 (1)!.png").replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
    const disposition = `attachment;filename*=UTF-8''${name}`;
    const response = await fetch(await readAs(key, "application/octet-stream", disposition));
    expect([response.status, await response.text()]).toEqual([200, TEXT]);
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect(response.headers.get("content-disposition")).toBe(disposition);
    expect(response.headers.get("etag")).toBe(`"${createHash("md5").update(BYTES).digest("hex")}"`);
  });

  it("refuses an upload of another length, another type, or to another key", async () => {
    expect((await put({ body: `${TEXT}!` })).status).toBe(403);
    expect((await put({ size: BYTES.length - 1 })).status).toBe(403);
    const typed = await put({ headers: { "content-type": "text/html" } });
    expect([typed.status, await codeIn(typed)]).toEqual([403, "SignatureDoesNotMatch"]);
    expect((await put({ search: "&x-id=PutObject" })).status).toBe(403);
    const { url, headers } = await storage().presignUpload(newKey(), { type: "image/png", size: BYTES.length }, 60);
    expect((await fetch(url.replace("tests/", "other/"), { method: "PUT", headers, body: BYTES })).status).toBe(403);
    expect((await fetch(url)).status).toBe(403);
    const { "if-none-match": _, ...fewer } = headers;
    expect((await fetch(url, { method: "PUT", headers: fewer, body: BYTES })).status).toBe(403);
  });

  it.each([
    ["gzip", false],
    ["identity, br", false],
    ["identity", true],
    ["aws-chunked", true],
  ])("an object with the content encoding %s, which its uploader chooses, is found: %s", async (encoding, isFound) => {
    const key = newKey();
    made.push(key);
    const bytes = encoding === "gzip" ? gzipSync(BYTES) : BYTES;
    const { url, headers } = await storage().presignUpload(key, { type: "image/png", size: bytes.length }, 60);
    const encoded = { ...headers, "content-encoding": encoding };
    const sent = await fetch(url, { method: "PUT", headers: encoded, body: new Uint8Array(bytes) });
    // Storage may refuse it instead.
    expect(sent.ok || !isFound).toBe(true);
    expect(await storage().find(key)).toEqual(isFound ? { size: bytes.length, type: "image/png" } : undefined);
  });

  it("stores a key once: the second upload changes nothing", async () => {
    const key = await stored();
    const other = new Uint8Array(BYTES.length).fill(120);
    const { url, headers } = await storage().presignUpload(key, { type: "image/png", size: other.length }, 60);
    const again = await fetch(url, { method: "PUT", headers, body: other });
    expect([again.status, await codeIn(again)]).toEqual([412, "PreconditionFailed"]);
    expect(await (await fetch(await readAs(key))).text()).toBe(TEXT);
  });

  it("returns a range, for players that seek", async () => {
    const url = await readAs(await stored());
    const part = async (range: string) => {
      const response = await fetch(url, { headers: { range } });
      return [response.status, response.headers.get("content-range"), (await response.arrayBuffer()).byteLength];
    };
    expect(await part("bytes=0-2")).toEqual([206, "bytes 0-2/15", 3]);
    expect(await part("bytes=3-")).toEqual([206, "bytes 3-14/15", 12]);
    expect(await part("bytes=-3")).toEqual([206, "bytes 12-14/15", 3]);
    expect(await part("bytes=3-99")).toEqual([206, "bytes 3-14/15", 12]);
    expect((await part("bytes=15-"))[0]).toBe(416);
  });

  it("allows the site's pages to read and write, by CORS", async () => {
    const key = newKey();
    made.push(key);
    const { url, headers } = await storage().presignUpload(key, { type: "image/png", size: BYTES.length }, 60);
    const asked = {
      "access-control-request-method": "PUT",
      "access-control-request-headers": "content-type,if-none-match",
    };
    const preflight = await fetch(url, { method: "OPTIONS", headers: { origin: ORIGIN, ...asked } });
    expect(preflight.ok).toBe(true);
    expect(preflight.headers.get("access-control-allow-origin")).toBe(ORIGIN);
    expect(preflight.headers.get("access-control-allow-methods")).toContain("PUT");
    expect(preflight.headers.get("access-control-allow-headers")?.toLowerCase()).toContain("if-none-match");
    const sent = await fetch(url, { method: "PUT", headers: { ...headers, origin: ORIGIN }, body: BYTES });
    expect([sent.status, sent.headers.get("access-control-allow-origin")]).toEqual([200, ORIGIN]);
    const foreign = await fetch(url, { method: "OPTIONS", headers: { origin: "https://evil.example", ...asked } });
    expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("refuses what is unsigned, signed with another secret or changed", async () => {
    const key = await stored();
    const url = await readAs(key);
    const refused = async (address: string) => {
      const response = await fetch(address);
      return [response.status, await codeIn(response)];
    };
    expect(await refused(url.split("?")[0] ?? "")).toEqual([403, "AccessDenied"]);
    expect(await refused(url.replace("inline", "attachment"))).toEqual([403, "SignatureDoesNotMatch"]);
    expect(await refused(url.replace("Expires=60", "Expires=600"))).toEqual([403, "SignatureDoesNotMatch"]);
    const forged = openStorage({ ...settings(), secretAccessKey: "another" });
    const answer = { type: "image/png", disposition: "inline" };
    expect(await refused(await forged.presignRead(key, answer, 60))).toEqual([403, "SignatureDoesNotMatch"]);
    await expect(forged.find(key)).rejects.toThrow(StorageFailure);
    await expect(forged.remove(key)).rejects.toThrow(StorageFailure);
  });

  it("refuses an address after its time", async () => {
    const { url } = await new AwsV4Signer({
      ...{ ...settings(), service: "s3", signQuery: true, method: "GET" },
      datetime: new Date(Date.now() - 61_000).toISOString().replace(/[:-]|\.\d{3}/g, ""),
      url: `${settings().endpoint}/${settings().bucket}/${await stored()}?X-Amz-Expires=60`,
    }).sign();
    const late = await fetch(url);
    expect([late.status, await codeIn(late)]).toEqual([403, "AccessDenied"]);
  });

  it("has no object that was removed, and removing it again succeeds", async () => {
    const key = await stored();
    await storage().remove(key);
    await storage().remove(key);
    expect(await storage().find(key)).toBeUndefined();
    const gone = await fetch(await readAs(key));
    expect([gone.status, await codeIn(gone)]).toEqual([404, "NoSuchKey"]);
  });
});

describe("the local endpoint", () => {
  const settings = () => ({ ...credentials, endpoint: local.url, bucket: "files" });
  const signed = (headers: Record<string, string>, method = "PUT") =>
    new AwsV4Signer({ method, url: `${local.url}/files/x`, headers, service: "s3", allHeaders: true, ...settings() });

  it("checks the body's SHA-256, the time and the scope of a signed header", async () => {
    const send = async (headers: Record<string, string>, more: object = {}) => {
      const made = await Object.assign(signed({ "x-amz-content-sha256": "UNSIGNED-PAYLOAD", ...headers }), more).sign();
      return codeIn(await fetch(made.url, { method: "PUT", headers: made.headers, body: "x" }));
    };
    const hash = (text: string) => createHash("sha256").update(text).digest("hex");
    expect(await send({ "x-amz-content-sha256": hash("x") })).toBeUndefined();
    expect(await send({ "x-amz-content-sha256": hash("y") })).toBe("XAmzContentSHA256Mismatch");
    clockMs = 16 * 60_000;
    expect(await send({})).toBe("RequestTimeTooSkewed");
    clockMs = 0;
    const elsewhere = new AwsV4Signer({
      ...settings(),
      url: `${local.url}/files/x`,
      service: "s3",
      region: "us-east-1",
    });
    const { url, headers } = await elsewhere.sign();
    expect(await codeIn(await fetch(url, { headers }))).toBe("AuthorizationHeaderMalformed");
    const unsigned = await signed({}, "GET").sign();
    unsigned.headers.set("x-amz-acl", "public-read");
    expect(await codeIn(await fetch(unsigned.url, { headers: unsigned.headers }))).toBe("AccessDenied");
  });

  it("needs a length, knows one bucket, and stores nothing of an upload that breaks off", async () => {
    const other = openStorage({ ...settings(), bucket: "others" });
    expect(await codeIn(await fetch(await other.presignRead("x", { type: "a/b", disposition: "inline" }, 60)))).toBe(
      "NoSuchBucket",
    );
    const { url, headers } = await signed({ "x-amz-content-sha256": "UNSIGNED-PAYLOAD" }).sign();
    const chunked = new Blob([BYTES]).stream();
    const endless = { method: "PUT", headers, body: chunked, duplex: "half" } as RequestInit;
    expect(await codeIn(await fetch(url, endless))).toBe("MissingContentLength");
    const key = newKey();
    const upload = await openStorage(settings()).presignUpload(key, { type: "image/png", size: 1_000_000 }, 60);
    const half = httpRequest(upload.url, {
      method: "PUT",
      headers: { ...upload.headers, "content-length": 1_000_000 },
    });
    half.on("error", () => {});
    half.write("x".repeat(1_000));
    await expect.poll(() => readdirSync(folder).some((name) => name.endsWith(".part"))).toBe(true);
    half.destroy();
    await expect.poll(() => readdirSync(folder).some((name) => name.endsWith(".part"))).toBe(false);
    expect(await openStorage(settings()).find(key)).toBeUndefined();
  });

  it("is unreachable while it is stopped, which is a failure and not a missing object", async () => {
    const storage = openStorage(settings());
    await local.stop();
    await expect(storage.find("x")).rejects.toThrow(StorageFailure);
    await local.start();
    expect(await storage.find("nothing")).toBeUndefined();
  });
});
