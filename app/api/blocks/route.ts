import { listBlocked } from "../../../db/blocks";
import { BLOCKS_MAX, blocksAnswer } from "../../../lib/api";
import { handle } from "../../_server/handle";
import { respond } from "../../_server/respond";
import { database } from "../../_server/services";

export const runtime = "edge";

export const GET = handle({ session: true, limit: "read" }, async ({ user }) =>
  respond(blocksAnswer, { blocked: await listBlocked(database(), user.id, BLOCKS_MAX) }),
);
