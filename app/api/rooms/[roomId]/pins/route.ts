import { handle } from "@/app/_server/http/handle";
import { Problem, respond } from "@/app/_server/http/respond";
import { roomParams } from "@/app/_server/rooms/room-params";
import { database } from "@/app/_server/services";
import { listPins } from "@/db/pins/pins";
import { findRoom } from "@/db/queries/rooms";
import { pinsAnswer } from "@/lib/protocol/http/pins";

export const runtime = "edge";

export const GET = handle(
  { session: true, params: roomParams, limit: "read" },
  async ({ user, params: { roomId } }) => {
    if (!(await findRoom(database(), roomId, user.id))) throw new Problem("not_found");
    return respond(pinsAnswer, { pins: await listPins(database(), roomId) });
  },
);
