import { type NextRequest, NextResponse } from "next/server";
import { chatAddress } from "./app/_server/origin";
import { contentPolicy } from "./lib/content-policy";
import { webEnv } from "./lib/env";

const NONCE_BYTES = 16;
const POLICY = "content-security-policy";

/**
 * Gives every page a Content-Security-Policy with a nonce of its own. Next.js reads the nonce from the request's header
 * and puts it on whatever script and style it writes into the page.
 */
export function proxy(request: NextRequest) {
  const { CHAT_HOSTS, NEXT_PUBLIC_PARTYKIT_HOST } = webEnv();
  const elsewhere = chatAddress(request, CHAT_HOSTS);
  if (elsewhere) return NextResponse.redirect(elsewhere);
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
