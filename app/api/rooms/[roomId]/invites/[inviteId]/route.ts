import { handle } from "@/app/_server/http/handle";
import { noContent } from "@/app/_server/http/respond";
import { revokeInvite } from "@/app/_server/rooms/invites";
import { roomParams } from "@/app/_server/rooms/room-params";
import { uuidV7 } from "@/lib/protocol/uuid";

export const runtime = "edge";

const params = roomParams.extend({ inviteId: uuidV7 });

/** Revokes an invite, or declines the user's own. */
export const DELETE = handle(
  { session: true, params, limit: "change" },
  async ({ user, params: { roomId, inviteId } }) => {
    await revokeInvite(user, roomId, inviteId);
    return noContent();
  },
);
