import { REQUEST_MAX_BYTES } from "@/lib/protocol/http/parameters";
import { Problem } from "./respond";

/**
 * A request's JSON, not yet parsed by a schema. Reads no further than the limit, whatever Content-Length claims.
 * @throws Problem: unsupported_media_type, too_large, malformed.
 */
export async function readJson(request: Request): Promise<unknown> {
  const mediaType = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (mediaType !== "application/json") throw new Problem("unsupported_media_type");
  const bytes = await readUpTo(request, REQUEST_MAX_BYTES);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Problem("malformed");
  }
}

async function readUpTo(request: Request, limit: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(limit);
  const reader = request.body?.getReader();
  let length = 0;
  for (let chunk = await reader?.read(); chunk?.value; chunk = await reader?.read()) {
    if (length + chunk.value.length > limit) {
      // Not awaited: a sender that never ends must not hold the answer back.
      reader?.cancel().catch(() => {});
      throw new Problem("too_large");
    }
    buffer.set(chunk.value, length);
    length += chunk.value.length;
  }
  return buffer.subarray(0, length);
}
