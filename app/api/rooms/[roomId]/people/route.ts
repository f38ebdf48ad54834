import { handle } from "@/app/_server/http/handle";
import { respond } from "@/app/_server/http/respond";
import { accessTo } from "@/app/_server/rooms/access";
import { roomParams } from "@/app/_server/rooms/room-params";
import { database } from "@/app/_server/services";
import { peopleOf } from "@/db/queries/members";
import { peopleAnswer, peopleQuery } from "@/lib/protocol/http/members";

export const runtime = "edge";

/** The names of the users with these ids, if they are members or have an event in the room. */
export const GET = handle(
  { session: true, params: roomParams, query: peopleQuery, limit: "read" },
  async ({ user, params: { roomId }, query: { ids } }) => {
    await accessTo(user, roomId);
    return respond(peopleAnswer, { users: await peopleOf(database(), roomId, ids) });
  },
);
