import { devicesAnswer } from "../../../../lib/api";
import { endOtherSessions } from "../../../_server/end-sessions";
import { handle } from "../../../_server/handle";
import { ownDevices } from "../../../_server/own-devices";
import { respond } from "../../../_server/respond";
import { database } from "../../../_server/services";

export const runtime = "edge";

export const GET = handle({ session: true, limit: "read" }, async ({ user, sessionId }) =>
  respond(devicesAnswer, await ownDevices({ user, sessionId })),
);

/** Signs out every other device. */
export const DELETE = handle({ session: true, limit: "signOut" }, async ({ user, sessionId }) => {
  await endOtherSessions(database(), user.id, sessionId);
  return new Response(null, { status: 204 });
});
