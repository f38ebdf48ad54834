import { type NextRequest, NextResponse } from "next/server";
import { chatAddress, isOwnOrigin } from "./app/_server/http/origin";
import { refuse } from "./app/_server/http/respond";
import { contentPolicy } from "./lib/server/content-policy";
import { storageSettings, webEnv } from "./lib/server/env";
import { bucketUrl } from "./lib/server/storage-keys";

const NONCE_BYTES = 16;
const POLICY = "content-security-policy";
/** No page has this path, so Next.js renders its 404 page. */
const NOT_FOUND = "/_not-here";

/**
 * Answers 404 to a path that Next.js cannot decode, since Next.js itself answers 500.
 * Gives every page a Content-Security-Policy with a nonce of its own. Next.js reads the nonce from the request's header
 * and puts it on each script and style that it writes into the page.
 */
export function proxy(request: NextRequest) {
  const isInvalid = hasInvalidPath(request);
  if (isOfApi(request)) return isInvalid ? refuse("not_found") : NextResponse.next();
  const refused = isInvalid ? undefined : refusedPost(request);
  if (refused) return new NextResponse(null, { status: refused });
  const { CHAT_HOSTS, NEXT_PUBLIC_PARTYKIT_HOST, ...env } = webEnv();
  const elsewhere = chatAddress(request, CHAT_HOSTS);
  if (elsewhere && !isInvalid) return NextResponse.redirect(elsewhere);
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(NONCE_BYTES))).toString("base64");
  const dev = process.env.NODE_ENV === "development";
  const storage = storageSettings(env);
  const files = storage && bucketUrl(storage);
  const policy = contentPolicy({ nonce, roomHost: NEXT_PUBLIC_PARTYKIT_HOST, bucketUrl: files, dev });
  const headers = new Headers(request.headers);
  headers.set(POLICY, policy);
  const response = isInvalid
    ? NextResponse.rewrite(new URL(NOT_FOUND, request.url), { request: { headers } })
    : NextResponse.next({ request: { headers } });
  response.headers.set(POLICY, policy);
  return response;
}

/**
 * The only writes to pages are their own server actions. Next.js would answer 500 to any other write.
 * @returns the status of the refusal; undefined: the request may pass
 */
function refusedPost(request: NextRequest): number | undefined {
  const { method, headers } = request;
  if (method === "GET" || method === "HEAD") return undefined;
  if (method !== "POST" || !headers.has("next-action")) return 405;
  const origin = headers.get("origin");
  if (origin !== null && !isOwnOrigin(origin, request)) return 403;
  const type = headers.get("content-type") ?? "";
  return type.startsWith("multipart/form-data") && !/;\s*boundary=\S/.test(type) ? 400 : undefined;
}

const isOfApi = ({ url }: NextRequest) => new URL(url).pathname.startsWith("/api/");

function hasInvalidPath({ url }: NextRequest): boolean {
  try {
    return decodeURIComponent(new URL(url).pathname).includes("\0");
  } catch {
    return true;
  }
}

/**
 * Runs for pages, including missing ones, and for API paths with percent-encoding, which may be undecodable. The other API paths get
 * their policy from next.config.mjs.
 */
export const config = { matcher: ["/((?!api/|_next/|icon.svg).*)", "/api/(.*%.*)"] };
