import { createRoom, listRooms } from "../../../db/rooms";
import { newRoomBody, roomAnswer, roomsAnswer, roomsQuery } from "../../../lib/api";
import { tellInboxes } from "../../_server/call-rooms";
import { handle } from "../../_server/handle";
import { respond } from "../../_server/respond";
import { refuseReservedName } from "../../_server/room-changes";
import { database } from "../../_server/services";

export const runtime = "edge";

export const GET = handle({ session: true, query: roomsQuery, limit: "read" }, async ({ user, query }) =>
  respond(roomsAnswer, await listRooms(database(), user.id, query)),
);

export const POST = handle({ session: true, body: newRoomBody, limit: "room" }, async ({ user, body }) => {
  refuseReservedName(body.name);
  const room = await createRoom(database(), user.id, body);
  // So that the creator's other pages list the room.
  await tellInboxes([user.id], { type: "refresh" });
  return respond(roomAnswer, { room }, { status: 201, headers: { location: `/api/rooms/${room.id}` } });
});
