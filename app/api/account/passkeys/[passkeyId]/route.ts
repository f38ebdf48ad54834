import { z } from "zod";
import { removePasskey } from "../../../../../db/passkeys";
import { handle } from "../../../../_server/handle";
import { Problem } from "../../../../_server/respond";
import { database } from "../../../../_server/services";

export const runtime = "edge";

const params = z.object({ passkeyId: z.string().regex(/^[\w-]{1,1400}$/) });

/** Removes a passkey of one's own, never the last way in; another's does not exist for you. */
export const DELETE = handle({ session: true, params }, async ({ user, params: { passkeyId } }) => {
  const outcome = await removePasskey(database(), user.id, passkeyId);
  if (outcome === "not_found") throw new Problem("not_found");
  if (outcome === "last") throw new Problem("last_way_in");
  return new Response(null, { status: 204 });
});
