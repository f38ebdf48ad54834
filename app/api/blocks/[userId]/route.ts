import * as z from "zod";
import { handle } from "@/app/_server/http/handle";
import { noContent } from "@/app/_server/http/respond";
import { block, unblock } from "@/app/_server/rooms/blocks";
import { uuidV7 } from "@/lib/protocol/uuid";

export const runtime = "edge";

const params = z.object({ userId: uuidV7 });

export const PUT = handle({ session: true, params, limit: "change" }, async ({ user, params: { userId } }) => {
  await block(user, userId);
  return noContent();
});

export const DELETE = handle({ session: true, params, limit: "change" }, async ({ user, params: { userId } }) => {
  await unblock(user, userId);
  return noContent();
});
