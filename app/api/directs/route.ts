import { handle } from "@/app/_server/http/handle";
import { Problem, respond } from "@/app/_server/http/respond";
import { refreshInboxes } from "@/app/_server/rooms/call-rooms";
import { database } from "@/app/_server/services";
import { openDirect } from "@/db/queries/directs";
import { findRoom } from "@/db/queries/rooms";
import { newDirectBody, roomAnswer } from "@/lib/protocol/http/rooms";

export const runtime = "edge";

/** Opens the direct room with another user; there is one per pair. */
export const POST = handle(
  { session: true, body: newDirectBody, limit: "direct" },
  async ({ user, body: { userId } }) => {
    if (userId === user.id) throw new Problem("invalid", [{ field: "userId", reason: "invalid" }]);
    const opened = await openDirect(database(), user.id, userId);
    if (opened.outcome !== "opened") throw new Problem(opened.outcome);
    const room = await findRoom(database(), opened.roomId, user.id);
    if (!room) throw new Problem("user_not_found");
    if (opened.isNew) await refreshInboxes([user.id, userId]);
    return respond(roomAnswer, { room }, { status: opened.isNew ? 201 : 200 });
  },
);
