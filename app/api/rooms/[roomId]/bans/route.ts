import { handle } from "@/app/_server/http/handle";
import { respond } from "@/app/_server/http/respond";
import { accessTo, requireRight } from "@/app/_server/rooms/access";
import { roomParams } from "@/app/_server/rooms/room-params";
import { database } from "@/app/_server/services";
import { listBanned } from "@/db/queries/members";
import { bansAnswer } from "@/lib/protocol/http/members";

export const runtime = "edge";

/** The most bans in one answer, latest first. */
const BANS_SHOWN = 1_000;

export const GET = handle(
  { session: true, params: roomParams, limit: "read" },
  async ({ user, params: { roomId } }) => {
    requireRight(await accessTo(user, roomId), "unban");
    return respond(bansAnswer, { banned: await listBanned(database(), roomId, BANS_SHOWN) });
  },
);
