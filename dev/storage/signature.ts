/** Verifies AWS Signature Version 4, as object storage does: written from its specification, not with our client's library. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { type Refusal, refusal } from "./refusals";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
}

export interface SignedRequest {
  method: string;
  /** Path and query, as received. */
  url: string;
  headers: IncomingHttpHeaders;
}

export const UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";
const ALGORITHM = "AWS4-HMAC-SHA256";
/** The longest validity of a presigned URL. */
const EXPIRES_MAX_S = 7 * 24 * 60 * 60;
const SKEW_MAX_MS = 15 * 60_000;
const HEADER = new RegExp(`^${ALGORITHM} Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$`);
const DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** What a signature claims, from the header or the query. */
interface Claim {
  credential: string;
  signedHeaders: string;
  signature: string;
  date: string;
  payloadHash: string;
  /** Of a presigned URL. */
  expiresS?: string | undefined;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/** Everything except unreserved characters (RFC 3986) is encoded. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** A plus sign is a plus sign here: storage providers differ in whether it is a space. */
function queryOf(url: string): Array<[name: string, value: string]> {
  const [, query = ""] = url.split("?");
  const pairs = query.split("&").filter(Boolean);
  return pairs.map((pair) => {
    const [name = "", ...value] = pair.split("=");
    return [decodeURIComponent(name), decodeURIComponent(value.join("="))];
  });
}

/**
 * Undefined: this request is signed with these credentials, and in time. `payloadHash` is what the body's SHA-256 must be, in hex, or
 * UNSIGNED_PAYLOAD.
 */
export function verifySignature(
  request: SignedRequest,
  credentials: Credentials,
  now: number,
): Refusal | { payloadHash: string } {
  const query = queryOf(request.url);
  const claim = claimOf(request, new Map(query));
  if ("code" in claim) return claim;
  const refused = refuseScope(claim, credentials) ?? refuseTime(claim, now) ?? refuseHeaders(request, claim);
  if (refused) return refused;
  const expected = signatureOf(request, query, claim, credentials);
  const isEqual = timingSafeEqual(Buffer.from(claim.signature, "hex"), Buffer.from(expected, "hex"));
  return isEqual ? { payloadHash: claim.payloadHash } : refusal("SignatureDoesNotMatch");
}

function claimOf({ headers }: SignedRequest, query: Map<string, string>): Claim | Refusal {
  const { authorization } = headers;
  const isPresigned = query.has("X-Amz-Signature");
  if (authorization && isPresigned) return refusal("InvalidArgument");
  if (isPresigned) {
    const [credential, signedHeaders, signature, date, expiresS] = [
      "Credential",
      "SignedHeaders",
      "Signature",
      "Date",
      "Expires",
    ].map((name) => query.get(`X-Amz-${name}`) ?? "") as [string, string, string, string, string];
    const isWhole = query.get("X-Amz-Algorithm") === ALGORITHM && /^[0-9a-f]{64}$/.test(signature);
    if (!isWhole || !credential || !signedHeaders) return refusal("AuthorizationQueryParametersError");
    return { credential, signedHeaders, signature, date, expiresS, payloadHash: UNSIGNED_PAYLOAD };
  }
  if (!authorization) return refusal("AccessDenied");
  const [, credential, signedHeaders, signature] = HEADER.exec(authorization) ?? [];
  if (!credential || !signedHeaders || !signature) return refusal("AuthorizationHeaderMalformed");
  const payloadHash = headers["x-amz-content-sha256"];
  if (typeof payloadHash !== "string") return refusal("InvalidRequest");
  return { credential, signedHeaders, signature, date: String(headers["x-amz-date"] ?? ""), payloadHash };
}

function refuseScope({ credential, date, expiresS }: Claim, { accessKeyId, region }: Credentials): Refusal | undefined {
  const [id, day, ...rest] = credential.split("/");
  if (id !== accessKeyId) return refusal("InvalidAccessKeyId");
  const isHere = rest.join("/") === `${region}/s3/aws4_request` && day === date.slice(0, 8);
  if (isHere) return undefined;
  return refusal(expiresS === undefined ? "AuthorizationHeaderMalformed" : "AuthorizationQueryParametersError");
}

function refuseTime({ date, expiresS }: Claim, now: number): Refusal | undefined {
  const [, ...parts] = DATE.exec(date) ?? [];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  if (parts.length === 0) return refusal("AccessDenied");
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  if (expiresS === undefined) return Math.abs(now - at) > SKEW_MAX_MS ? refusal("RequestTimeTooSkewed") : undefined;
  const validS = /^\d+$/.test(expiresS) ? Number(expiresS) : 0;
  if (validS < 1 || validS > EXPIRES_MAX_S) return refusal("AuthorizationQueryParametersError");
  if (at > now + SKEW_MAX_MS) return refusal("RequestTimeTooSkewed");
  return now > at + validS * 1000 ? refusal("AccessDenied", "Request has expired") : undefined;
}

/** The host, and every header of Amazon's, must be signed. */
function refuseHeaders({ headers }: SignedRequest, { signedHeaders }: Claim): Refusal | undefined {
  const signed = signedHeaders.split(";");
  const needed = ["host", ...Object.keys(headers).filter((name) => name.startsWith("x-amz-"))];
  return needed.every((name) => signed.includes(name)) ? undefined : refusal("AccessDenied");
}

function signatureOf(
  { method, url, headers }: SignedRequest,
  query: ReturnType<typeof queryOf>,
  { signedHeaders, credential, date, payloadHash }: Claim,
  { secretAccessKey }: Credentials,
): string {
  const path = decodeURIComponent(url.split("?")[0] ?? "/");
  const pairs = query.filter(([name]) => name !== "X-Amz-Signature").map((pair) => pair.map(encode));
  const names = signedHeaders.split(";");
  const headerOf = (name: string) =>
    String(headers[name] ?? "")
      .trim()
      .replace(/\s+/g, " ");
  const canonical = [
    method,
    path.split("/").map(encode).join("/"),
    pairs
      .map(([name, value]) => `${name}=${value}`)
      .sort()
      .join("&"),
    ...names.map((name) => `${name}:${headerOf(name)}`),
    "",
    signedHeaders,
    payloadHash,
  ].join("\n");
  const [, ...scope] = credential.split("/");
  const toSign = [ALGORITHM, date, scope.join("/"), sha256(canonical)].join("\n");
  const key = scope.reduce<string | Buffer>((key, part) => hmac(key, part), `AWS4${secretAccessKey}`);
  return hmac(key, toSign).toString("hex");
}
