import { endSessions } from "@/app/_server/account/end-sessions";
import { claimedSession, signOutCookie } from "@/app/_server/auth/session";
import { handle } from "@/app/_server/http/handle";
import { limitKeyOf, takeToken } from "@/app/_server/http/rate-limits";
import { database } from "@/app/_server/services";
import { placeOf } from "@/lib/server/logger";

export const runtime = "edge";

/** Ends the session and removes the cookie, also if the session had already ended. If the session cannot be ended, the cookie stays. */
export const POST = handle({ limit: "logout" }, async ({ request }) => {
  const claimed = await claimedSession(request.headers, request.url);
  if (claimed) {
    // Limited, since each repetition calls every room of the session again.
    await takeToken("signOut", "account", limitKeyOf("signOut", claimed), placeOf(request));
    await endSessions(database(), [claimed.sessionId]);
  }
  return new Response(null, { status: 204, headers: { "set-cookie": signOutCookie(request) } });
});
