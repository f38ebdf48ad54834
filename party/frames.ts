import { parseJson } from "../lib/parse-json";
import { FRAME_MAX_BYTES, type FromClient, fromClient, type Refusal } from "../lib/protocol";

export type Parsed = { frame: FromClient } | { refusal: { reason: Refusal; clientId?: string } };

/** Reads one frame from a client; whatever it is, the answer is a frame or a typed refusal (D4). */
export function parseFrame(data: unknown): Parsed {
  if (typeof data !== "string") return { refusal: { reason: "invalid" } };
  if (isTooLong(data)) return { refusal: { reason: "too_long", clientId: clientIdIn(data) } };
  const json = parseJson(data);
  const result = fromClient.safeParse(json);
  if (result.success) return { frame: result.data };
  const tooLong = result.error.issues.some((issue) => issue.code === "custom" && issue.params?.reason === "too_long");
  return { refusal: { reason: tooLong ? "too_long" : "invalid", clientId: clientIdOf(json) } };
}

function isTooLong(text: string): boolean {
  return text.length > FRAME_MAX_BYTES || new TextEncoder().encode(text).length > FRAME_MAX_BYTES;
}

/** How many characters at either end of a frame that is too long to be parsed are searched for its id. */
const SEARCHED = 2_048;
/** In a JSON string quotes are escaped, so no message text can imitate the field. */
const CLIENT_ID = /(?<!\\)"clientId"\s*:\s*"([^"\\]{1,64})"/;

function clientIdIn(text: string): string | undefined {
  const found = CLIENT_ID.exec(text.slice(0, SEARCHED)) ?? CLIENT_ID.exec(text.slice(-SEARCHED));
  return found?.[1];
}

/** So that a client learns which of its sends was refused; cut, since it is whatever somebody sent. */
function clientIdOf(json: unknown): string | undefined {
  if (typeof json !== "object" || json === null || !("clientId" in json)) return undefined;
  return typeof json.clientId === "string" ? json.clientId.slice(0, 64) : undefined;
}
