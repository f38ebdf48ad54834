import { listDevices } from "../../../../db/devices";
import { devicesAnswer } from "../../../../lib/api";
import { endOtherSessions } from "../../../_server/end-sessions";
import { handle } from "../../../_server/handle";
import { respond } from "../../../_server/respond";
import { database } from "../../../_server/services";

export const runtime = "edge";

export const GET = handle({ session: true }, async ({ user, sessionId }) => {
  const devices = await listDevices(database(), user.id);
  return respond(devicesAnswer, {
    sessions: devices.map(({ id, device, createdAt, lastSeenAt }) => ({
      id,
      device,
      createdAt: createdAt.getTime(),
      lastSeenAt: lastSeenAt.getTime(),
      current: id === sessionId,
    })),
  });
});

/** Signs out every other device. */
export const DELETE = handle({ session: true }, async ({ user, sessionId }) => {
  await endOtherSessions(database(), user.id, sessionId);
  return new Response(null, { status: 204 });
});
