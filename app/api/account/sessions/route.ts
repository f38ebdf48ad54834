import { endOtherSessions } from "@/app/_server/account/end-sessions";
import { ownDevices } from "@/app/_server/account/own-devices";
import { handle } from "@/app/_server/http/handle";
import { noContent, respond } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { devicesAnswer } from "@/lib/protocol/http/accounts";

export const runtime = "edge";

export const GET = handle({ session: true, limit: "read" }, async ({ user, sessionId }) =>
  respond(devicesAnswer, await ownDevices({ user, sessionId })),
);

/** Ends all sessions but this one. */
export const DELETE = handle({ session: true, limit: "signOut" }, async ({ user, sessionId }) => {
  await endOtherSessions(database(), user.id, sessionId);
  return noContent();
});
