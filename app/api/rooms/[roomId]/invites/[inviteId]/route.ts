import { uuidV7 } from "../../../../../../lib/ids";
import { handle } from "../../../../../_server/handle";
import { withdraw } from "../../../../../_server/invites";
import { roomParams } from "../../../../../_server/room-params";

export const runtime = "edge";

const params = roomParams.extend({ inviteId: uuidV7 });

/** Revokes an invite; who is invited declines theirs. */
export const DELETE = handle(
  { session: true, params, limit: "change" },
  async ({ user, params: { roomId, inviteId } }) => {
    await withdraw(user, roomId, inviteId);
    return new Response(null, { status: 204 });
  },
);
