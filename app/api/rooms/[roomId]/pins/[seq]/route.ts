import { handle } from "@/app/_server/http/handle";
import { noContent } from "@/app/_server/http/respond";
import { pin, unpin } from "@/app/_server/rooms/pins";
import { messageParams } from "@/lib/protocol/http/pins";

export const runtime = "edge";

const options = { session: true, params: messageParams, limit: "settings" } as const;

export const PUT = handle(options, async ({ user, params: { roomId, seq } }) => {
  await pin(user, roomId, seq);
  return noContent();
});

export const DELETE = handle(options, async ({ user, params: { roomId, seq } }) => {
  await unpin(user, roomId, seq);
  return noContent();
});
