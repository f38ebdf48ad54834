import { findRoom } from "../../../../db/rooms";
import { changeRoomBody, roomAnswer } from "../../../../lib/api";
import { handle } from "../../../_server/handle";
import { Problem, respond } from "../../../_server/respond";
import { change, remove } from "../../../_server/room-changes";
import { roomParams } from "../../../_server/room-params";
import { database } from "../../../_server/services";

export const runtime = "edge";

async function roomFor(userId: string, roomId: string): Promise<Response> {
  const room = await findRoom(database(), roomId, userId);
  if (!room) throw new Problem("not_found");
  return respond(roomAnswer, { room });
}

export const GET = handle({ session: true, params: roomParams }, async ({ user, params: { roomId } }) =>
  roomFor(user.id, roomId),
);

export const PATCH = handle(
  { session: true, params: roomParams, body: changeRoomBody },
  async ({ user, params: { roomId }, body }) => {
    await change(user, roomId, body);
    return roomFor(user.id, roomId);
  },
);

export const DELETE = handle({ session: true, params: roomParams }, async ({ user, params: { roomId } }) => {
  await remove(user, roomId);
  return new Response(null, { status: 204 });
});
