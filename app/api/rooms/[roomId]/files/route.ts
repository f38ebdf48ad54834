import { startUpload } from "@/app/_server/files/files";
import { handle } from "@/app/_server/http/handle";
import { respond } from "@/app/_server/http/respond";
import { roomParams } from "@/app/_server/rooms/room-params";
import { newFileAnswer, newFileBody } from "@/lib/protocol/http/files";

export const runtime = "edge";

export const POST = handle(
  { session: true, params: roomParams, body: newFileBody, limit: "upload" },
  async ({ user, params: { roomId }, body }) =>
    respond(newFileAnswer, await startUpload({ roomId, userId: user.id }, body), { status: 201 }),
);
