import { setOwn } from "../../../../../db/members";
import { ownMemberBody } from "../../../../../lib/api";
import { tellInboxes } from "../../../../_server/call-rooms";
import { handle } from "../../../../_server/handle";
import { Problem } from "../../../../_server/respond";
import { roomParams } from "../../../../_server/room-params";
import { database } from "../../../../_server/services";

export const runtime = "edge";

/** A member's own settings of this room: notifications, favourite. */
export const PATCH = handle(
  { session: true, params: roomParams, body: ownMemberBody, limit: "change" },
  async ({ user, params: { roomId }, body }) => {
    const outcome = await setOwn(database(), roomId, user.id, body);
    if (outcome === "not_member") throw new Problem("not_found");
    // So that the user's other devices show the same.
    if (outcome === "changed") await tellInboxes([user.id], { type: "refresh" });
    return new Response(null, { status: 204 });
  },
);
