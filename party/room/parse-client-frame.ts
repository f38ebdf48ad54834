import { CLIENT_FRAME_MAX_BYTES, type ClientFrame, clientFrame, type Refusal } from "@/lib/protocol/room";
import { utf8Bytes } from "@/lib/shared/bytes";
import { parseJson } from "@/lib/shared/parse-json";

interface Refused {
  reason: Refusal;
  clientId?: string;
  retryAfterMs?: number;
}

export type ParsedFrame = { frame: ClientFrame } | { refusal: Refused };

/** Frames that do not count for the message limit. They are short, so parsing one costs almost nothing. */
const UNCOUNTED: readonly unknown[] = ["ping", "typing", "read", "mark"] satisfies Array<ClientFrame["type"]>;

/**
 * Parses one frame from a client. Any input gives a frame or a typed refusal (D4).
 * @param take takes a token, or returns the ms until there is one (D5). Called before expensive checks; invalid frames
 * count too (D7).
 */
export function parseClientFrame(data: unknown, take: () => number = () => 0): ParsedFrame {
  if (typeof data !== "string") return counted({ reason: "invalid" }, take);
  if (isTooLong(data)) return counted({ reason: "too_long", clientId: clientIdIn(data) }, take);
  const json = parseJson(data);
  const isCounted = !UNCOUNTED.includes(typeOf(json));
  const retryAfterMs = isCounted ? take() : 0;
  if (retryAfterMs > 0) return { refusal: { reason: "rate_limited", clientId: clientIdOf(json), retryAfterMs } };
  const result = clientFrame.safeParse(json);
  if (result.success) return { frame: result.data };
  const tooLong = result.error.issues.some((issue) => issue.code === "custom" && issue.params?.reason === "too_long");
  const refusal: Refused = { reason: tooLong ? "too_long" : "invalid", clientId: clientIdOf(json) };
  return isCounted ? { refusal } : counted(refusal, take);
}

/** A refusal that takes a token; `rate_limited` if there is none. */
function counted(refusal: Refused, take: () => number): ParsedFrame {
  const retryAfterMs = take();
  return { refusal: retryAfterMs > 0 ? { ...refusal, reason: "rate_limited", retryAfterMs } : refusal };
}

function isTooLong(text: string): boolean {
  if (text.length > CLIENT_FRAME_MAX_BYTES) return true;
  // A UTF-16 unit takes at most three bytes in UTF-8, so most frames need not be encoded.
  return 3 * text.length > CLIENT_FRAME_MAX_BYTES && utf8Bytes(text) > CLIENT_FRAME_MAX_BYTES;
}

/** A frame that is too long to parse is searched for its id only in this many characters at either end. */
const SEARCHED = 2_048;
/** In a JSON string quotes are escaped, so message text cannot imitate the field. */
const CLIENT_ID = /(?<!\\)"clientId"\s*:\s*"([^"\\]{1,64})"/;

/** The clientId of a frame that is not parsed. */
export function clientIdIn(data: unknown): string | undefined {
  if (typeof data !== "string") return undefined;
  const found = CLIENT_ID.exec(data.slice(0, SEARCHED)) ?? CLIENT_ID.exec(data.slice(-SEARCHED));
  return found?.[1];
}

function typeOf(json: unknown): unknown {
  return typeof json === "object" && json !== null && "type" in json ? json.type : undefined;
}

/** Lets a client see which of its sends was refused; truncated, since it is arbitrary input. */
function clientIdOf(json: unknown): string | undefined {
  if (typeof json !== "object" || json === null || !("clientId" in json)) return undefined;
  return typeof json.clientId === "string" ? json.clientId.slice(0, 64) : undefined;
}
