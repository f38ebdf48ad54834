import { handle } from "@/app/_server/http/handle";
import { respond } from "@/app/_server/http/respond";
import { refreshInboxes } from "@/app/_server/rooms/call-rooms";
import { ROOM_PROBLEMS, refuseReservedName } from "@/app/_server/rooms/room-settings";
import { database } from "@/app/_server/services";
import { createRoom, listRooms } from "@/db/queries/rooms";
import { newRoomBody, roomAnswer, roomsAnswer, roomsQuery } from "@/lib/protocol/http/rooms";

export const runtime = "edge";

export const GET = handle({ session: true, query: roomsQuery, limit: "read" }, async ({ user, query }) =>
  respond(roomsAnswer, await listRooms(database(), user.id, query)),
);

export const POST = handle(
  { session: true, body: newRoomBody, problems: ROOM_PROBLEMS, limit: "room" },
  async ({ user, body }) => {
    refuseReservedName(body.name);
    const room = await createRoom(database(), user.id, body);
    // Makes the creator's other pages list the room.
    await refreshInboxes([user.id]);
    return respond(roomAnswer, { room }, { status: 201, headers: { location: `/api/rooms/${room.id}` } });
  },
);
