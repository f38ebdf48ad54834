import { handle } from "@/app/_server/http/handle";
import { noContent, Problem } from "@/app/_server/http/respond";
import { refreshInboxes } from "@/app/_server/rooms/call-rooms";
import { roomParams } from "@/app/_server/rooms/room-params";
import { database } from "@/app/_server/services";
import { setOwn } from "@/db/queries/room-settings";
import { ownMemberBody } from "@/lib/protocol/http/rooms";

export const runtime = "edge";

/** A member's own settings of this room: notifications, favourite. */
export const PATCH = handle(
  { session: true, params: roomParams, body: ownMemberBody, limit: "change" },
  async ({ user, params: { roomId }, body }) => {
    const outcome = await setOwn(database(), roomId, user.id, body);
    if (outcome === "not_member") throw new Problem("not_found");
    // Makes the user's other devices show the change.
    if (outcome === "changed") await refreshInboxes([user.id]);
    return noContent();
  },
);
