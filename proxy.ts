import { type NextRequest, NextResponse } from "next/server";
import { ownSite } from "./app/_server/origin";
import { contentPolicy } from "./lib/content-policy";
import { webEnv } from "./lib/env";

const NONCE_BYTES = 16;
const POLICY = "content-security-policy";

/**
 * Redirects from an address that is not the chat's own, as Vercel's address of one build, or the one before a domain was added:
 * the rooms take no sockets from pages there, and passkeys and cookies belong to one host.
 */
function redirectToChat(request: NextRequest, hosts: readonly string[]): NextResponse | undefined {
  const [first] = hosts;
  if (!first || hosts.includes(ownSite(request).host)) return undefined;
  const { pathname, search } = request.nextUrl;
  return NextResponse.redirect(new URL(`${pathname}${search}`, `https://${first}`));
}

/**
 * Gives every page a Content-Security-Policy with a nonce of its own. Next.js reads the nonce from the request's header
 * and puts it on whatever script and style it writes into the page.
 */
export function proxy(request: NextRequest) {
  const { CHAT_HOSTS, NEXT_PUBLIC_PARTYKIT_HOST } = webEnv();
  const redirect = redirectToChat(request, CHAT_HOSTS);
  if (redirect) return redirect;
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(NONCE_BYTES))).toString("base64");
  const dev = process.env.NODE_ENV === "development";
  const policy = contentPolicy({ nonce, roomHost: NEXT_PUBLIC_PARTYKIT_HOST, dev });
  const headers = new Headers(request.headers);
  headers.set(POLICY, policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set(POLICY, policy);
  return response;
}

/** Pages, also those that do not exist; the API and files have a policy without scripts (next.config.mjs). */
export const config = { matcher: "/((?!api/|_next/|icon.svg).*)" };
