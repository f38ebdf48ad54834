import { z } from "zod";
import { uuidV7 } from "../../../../lib/ids";
import { block, unblock } from "../../../_server/blocks";
import { handle } from "../../../_server/handle";

export const runtime = "edge";

const params = z.object({ userId: uuidV7 });

export const PUT = handle({ session: true, params, limit: "change" }, async ({ user, params: { userId } }) => {
  await block(user, userId);
  return new Response(null, { status: 204 });
});

export const DELETE = handle({ session: true, params, limit: "change" }, async ({ user, params: { userId } }) => {
  await unblock(user, userId);
  return new Response(null, { status: 204 });
});
