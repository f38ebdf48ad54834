import { reauthenticate } from "@/app/_server/auth/reauthenticate";
import { handle } from "@/app/_server/http/handle";
import { noContent, Problem, respond } from "@/app/_server/http/respond";
import { roomParams } from "@/app/_server/rooms/room-params";
import { changeSettings, ROOM_PROBLEMS, removeRoom, requireDeletion } from "@/app/_server/rooms/room-settings";
import { database } from "@/app/_server/services";
import { findRoom } from "@/db/queries/rooms";
import { confirmBody } from "@/lib/protocol/http/accounts";
import { changeRoomBody, roomAnswer } from "@/lib/protocol/http/rooms";

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
  { session: true, params: roomParams, body: changeRoomBody, problems: ROOM_PROBLEMS, limit: "settings" },
  async ({ user, params: { roomId }, body }) => {
    await changeSettings(user, roomId, body);
    return roomFor(user.id, roomId);
  },
);

export const DELETE = handle(
  { session: true, params: roomParams, body: confirmBody, limit: "account" },
  async ({ user, params: { roomId }, body }) => {
    // Checked before the proof: asking for one would reveal a room that the user may not know of (D2).
    await requireDeletion(user, roomId);
    await reauthenticate(user, body);
    await removeRoom(user, roomId);
    return noContent();
  },
);
