import { peopleOf } from "../../../../../db/people";
import { peopleAnswer, peopleQuery } from "../../../../../lib/api";
import { handle } from "../../../../_server/handle";
import { standing } from "../../../../_server/in-room";
import { respond } from "../../../../_server/respond";
import { roomParams } from "../../../../_server/room-params";
import { database } from "../../../../_server/services";

export const runtime = "edge";

/** Names by ids, of members and of people with an event in the room; also of those who have left since. */
export const GET = handle(
  { session: true, params: roomParams, query: peopleQuery, limit: "read" },
  async ({ user, params: { roomId }, query: { ids } }) => {
    await standing(user, roomId);
    return respond(peopleAnswer, { users: await peopleOf(database(), roomId, ids) });
  },
);
