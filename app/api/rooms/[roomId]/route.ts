import { findRoom } from "../../../../db/rooms";
import { changeRoomBody, confirmBody, roomAnswer } from "../../../../lib/api";
import { confirm } from "../../../_server/confirm";
import { handle } from "../../../_server/handle";
import { Problem, respond } from "../../../_server/respond";
import { change, demandRemoval, remove } from "../../../_server/room-changes";
import { roomParams } from "../../../_server/room-params";
import { database } from "../../../_server/services";

export const runtime = "nodejs";

async function roomFor(userId: string, roomId: string): Promise<Response> {
  const room = await findRoom(database(), roomId, userId);
  if (!room) throw new Problem("not_found");
  return respond(roomAnswer, { room });
}

export const GET = handle({ session: true, params: roomParams, limit: "read" }, async ({ user, params: { roomId } }) =>
  roomFor(user.id, roomId),
);

export const PATCH = handle(
  { session: true, params: roomParams, body: changeRoomBody, limit: "settings" },
  async ({ user, params: { roomId }, body }) => {
    await change(user, roomId, body);
    return roomFor(user.id, roomId);
  },
);

export const DELETE = handle(
  { session: true, params: roomParams, body: confirmBody, limit: "account" },
  async ({ user, params: { roomId }, body }) => {
    // Checked before the proof: asking for one would reveal a room that the user may not know of (D2).
    await demandRemoval(user, roomId);
    await confirm(user, body);
    await remove(user, roomId);
    return new Response(null, { status: 204 });
  },
);
