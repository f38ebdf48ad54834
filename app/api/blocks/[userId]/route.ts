import { z } from "zod";
import { handle } from "@/app/_server/http/handle";
import { block, unblock } from "@/app/_server/rooms/blocks";
import { uuidV7 } from "@/lib/shared/ids";

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
