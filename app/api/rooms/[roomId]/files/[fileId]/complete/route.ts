import { completeUpload } from "@/app/_server/files/files";
import { handle } from "@/app/_server/http/handle";
import { respond } from "@/app/_server/http/respond";
import { completeFileAnswer, fileParams } from "@/lib/protocol/http/files";

export const runtime = "edge";

export const POST = handle(
  { session: true, params: fileParams, limit: "upload" },
  async ({ user, params: { roomId, fileId } }) =>
    respond(completeFileAnswer, await completeUpload(fileId, { roomId, userId: user.id })),
);
