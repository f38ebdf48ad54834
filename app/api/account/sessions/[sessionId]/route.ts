import * as z from "zod";
import { endSessions } from "@/app/_server/account/end-sessions";
import { handle } from "@/app/_server/http/handle";
import { noContent, Problem } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { listDevices } from "@/db/queries/sessions";
import { uuidV7 } from "@/lib/protocol/uuid";

export const runtime = "edge";

const params = z.object({ sessionId: uuidV7 });

/** Ends one of the caller's own sessions. */
export const DELETE = handle({ session: true, params, limit: "signOut" }, async ({ user, params: { sessionId } }) => {
  const own = await listDevices(database(), user.id);
  if (!own.some(({ id }) => id === sessionId)) throw new Problem("not_found");
  await endSessions(database(), [sessionId]);
  return noContent();
});
