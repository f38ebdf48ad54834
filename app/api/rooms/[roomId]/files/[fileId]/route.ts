import { addressToRead, cancelUpload } from "@/app/_server/files/files";
import { handle } from "@/app/_server/http/handle";
import { noContent } from "@/app/_server/http/respond";
import { fileParams, fileQuery } from "@/lib/protocol/http/files";

export const runtime = "edge";

/** Authorizes every reading: storage knows no users, so the address is valid for a minute only. */
export const GET = handle(
  { session: true, params: fileParams, query: fileQuery, limit: "file" },
  async ({ user, params: { roomId, fileId }, query: { thumbnail, download } }) => {
    const as = { thumbnail: thumbnail !== undefined, download: download !== undefined };
    const location = await addressToRead(fileId, { roomId, userId: user.id }, as);
    return new Response(null, { status: 302, headers: { location } });
  },
);

export const DELETE = handle(
  { session: true, params: fileParams, limit: "upload" },
  async ({ user, params: { roomId, fileId } }) => {
    await cancelUpload(fileId, { roomId, userId: user.id });
    return noContent();
  },
);
