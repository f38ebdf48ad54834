import { handle } from "@/app/_server/http/handle";
import { respond } from "@/app/_server/http/respond";
import { database } from "@/app/_server/services";
import { listBlocked } from "@/db/queries/blocks";
import { BLOCKS_MAX, blocksAnswer } from "@/lib/protocol/http/members";

export const runtime = "edge";

export const GET = handle({ session: true, limit: "read" }, async ({ user }) =>
  respond(blocksAnswer, { blocked: await listBlocked(database(), user.id, BLOCKS_MAX) }),
);
