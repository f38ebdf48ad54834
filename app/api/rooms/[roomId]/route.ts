import { findRoom } from "../../../../db/rooms";
import { roomAnswer } from "../../../../lib/api";
import { handle } from "../../../_server/handle";
import { Problem, respond } from "../../../_server/respond";
import { roomParams } from "../../../_server/room-params";
import { database } from "../../../_server/services";

export const runtime = "edge";

export const GET = handle({ session: true, params: roomParams }, async ({ user, params: { roomId } }) => {
  const room = await findRoom(database(), roomId, user.id);
  if (!room) throw new Problem("not_found");
  return respond(roomAnswer, { room });
});
