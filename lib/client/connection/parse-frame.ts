import { event, type RoomFrame, refusal, roomFrame } from "@/lib/protocol/room";
import { parseJson } from "@/lib/shared/parse-json";

interface Unparsed {
  type?: unknown;
  reason?: unknown;
  events?: Array<{ kind?: unknown; seq?: unknown }>;
}

/** The room may be a release ahead: a frame of an unknown type is ignored. */
export function parseFrame(data: unknown): RoomFrame | "unreadable" | undefined {
  const json = parseJson(String(data)) as Unparsed | null | undefined;
  if (Array.isArray(json?.events)) json.events = json.events.map(readable);
  // A refusal with an unknown reason is still an answer: without it the send would be retried again and again.
  if (json?.type === "refused" && !refusal.safeParse(json.reason).success) json.reason = "invalid";
  const { success, data: frame } = roomFrame.safeParse(json);
  if (success) return frame;
  // Ignoring these would leave a gap.
  return json?.type === "events" || json?.type === "welcome" ? "unreadable" : undefined;
}

const KNOWN_KINDS: readonly string[] = event.def.options.flatMap(({ shape }) => shape.kind.def.values);

/** An event of an unknown kind counts as seen and changes nothing: no message has an event's own seq. */
function readable(each: { kind?: unknown; seq?: unknown }) {
  if (KNOWN_KINDS.includes(String(each?.kind))) return each;
  return { kind: "reaction", seq: each?.seq, target: each?.seq, emoji: "?", by: "", on: false, at: 0 };
}
