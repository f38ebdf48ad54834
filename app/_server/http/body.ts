import { REQUEST_MAX_BYTES } from "@/lib/protocol/http/parameters";
import { readBodyAtMost } from "@/lib/shared/read-body";
import { Problem } from "./respond";

/** Reads a request's JSON, for a schema to parse. @throws Problem unsupported_media_type, too_large, malformed. */
export async function readJson(request: Request): Promise<unknown> {
  const mediaType = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (mediaType !== "application/json") throw new Problem("unsupported_media_type");
  const bytes = await readBodyAtMost(request, REQUEST_MAX_BYTES);
  if (bytes === "too_large") throw new Problem("too_large");
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Problem("malformed");
  }
}
