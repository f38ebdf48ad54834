import { handle } from "@/app/_server/http/handle";
import { noContent } from "@/app/_server/http/respond";
import { memberParams } from "@/app/_server/rooms/access";
import { ban, unban } from "@/app/_server/rooms/membership";

export const runtime = "edge";

export const PUT = handle(
  { session: true, params: memberParams, limit: "change" },
  async ({ user, params: { roomId, userId } }) => {
    await ban(user, roomId, userId);
    return noContent();
  },
);

export const DELETE = handle(
  { session: true, params: memberParams, limit: "change" },
  async ({ user, params: { roomId, userId } }) => {
    await unban(user, roomId, userId);
    return noContent();
  },
);
