import { handle } from "../../../../../_server/handle";
import { memberParams } from "../../../../../_server/in-room";
import { ban, unban } from "../../../../../_server/membership";

export const runtime = "edge";

export const PUT = handle(
  { session: true, params: memberParams, limit: "change" },
  async ({ user, params: { roomId, userId } }) => {
    await ban(user, roomId, userId);
    return new Response(null, { status: 204 });
  },
);

export const DELETE = handle(
  { session: true, params: memberParams, limit: "change" },
  async ({ user, params: { roomId, userId } }) => {
    await unban(user, roomId, userId);
    return new Response(null, { status: 204 });
  },
);
