import { placeOf } from "../../../lib/log-line";
import { endSessions } from "../../_server/end-sessions";
import { handle } from "../../_server/handle";
import { spend, spenderOf } from "../../_server/limits";
import { database } from "../../_server/services";
import { claimedSession, signOutCookie } from "../../_server/session";

export const runtime = "edge";

/** Also for a session that has ended already: the cookie goes in any case. */
export const POST = handle({ limit: "logout" }, async ({ request }) => {
  const claimed = await claimedSession(request.headers, request.url);
  if (claimed) {
    // Each repetition calls every room of the session again.
    await spend("signOut", "account", spenderOf("signOut", claimed), placeOf(request));
    await endSessions(database(), [claimed.sessionId]);
  }
  return new Response(null, { status: 204, headers: { "set-cookie": signOutCookie(request) } });
});
