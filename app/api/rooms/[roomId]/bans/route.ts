import { listBanned } from "../../../../../db/member-list";
import { bansAnswer } from "../../../../../lib/api";
import { handle } from "../../../../_server/handle";
import { demand, standing } from "../../../../_server/in-room";
import { respond } from "../../../../_server/respond";
import { roomParams } from "../../../../_server/room-params";
import { database } from "../../../../_server/services";

export const runtime = "edge";

/** The latest, at most. */
const BANS_SHOWN = 1_000;

export const GET = handle(
  { session: true, params: roomParams, limit: "read" },
  async ({ user, params: { roomId } }) => {
    demand(await standing(user, roomId), "unban");
    return respond(bansAnswer, { banned: await listBanned(database(), roomId, BANS_SHOWN) });
  },
);
