import { z } from "zod";
import { listDevices } from "../../../../../db/devices";
import { uuidV7 } from "../../../../../lib/ids";
import { endSessions } from "../../../../_server/end-sessions";
import { handle } from "../../../../_server/handle";
import { Problem } from "../../../../_server/respond";
import { database } from "../../../../_server/services";

export const runtime = "edge";

const params = z.object({ sessionId: uuidV7 });

/** Signs out one device of one's own; another's session does not exist for you. */
export const DELETE = handle({ session: true, params, limit: "signOut" }, async ({ user, params: { sessionId } }) => {
  const own = await listDevices(database(), user.id);
  if (!own.some(({ id }) => id === sessionId)) throw new Problem("not_found");
  await endSessions(database(), [sessionId]);
  return new Response(null, { status: 204 });
});
