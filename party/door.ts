import { z } from "zod";
import { HS256_JWT } from "../lib/compact-jwt";
import type { RoomEnv } from "../lib/env";
import { isUuidV7 } from "../lib/ids";
import { CLOSE, PROTOCOL_VERSION, type Ticket } from "../lib/protocol";
import { verifyTicket } from "../lib/ticket";

/** Digits and nothing else: a coerced number would take an empty text for 0. */
const afterParam = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
  .optional();

export type Verdict =
  | { ticket: Ticket; after: number | undefined }
  | { close: number; reason: string }
  | { status: 403 };

/**
 * Decides at the door, before the room wakes, whether a request may open this room's socket (D1).
 * A ticket is no ambient authority, so a client without an `Origin` is fine; a page of another site never is.
 */
export async function checkDoor(request: Request, roomId: string, env: RoomEnv): Promise<Verdict> {
  const origin = request.headers.get("Origin");
  if (origin !== null && !env.ALLOWED_ORIGINS.includes(origin)) return { status: 403 };
  if (!isUuidV7(roomId)) return { close: CLOSE.badTicket, reason: "room" };
  const query = new URL(request.url).searchParams;
  if (query.get("v") !== String(PROTOCOL_VERSION)) return { close: CLOSE.unknownVersion, reason: "protocol version" };
  const after = afterParam.safeParse(query.get("after") ?? undefined);
  if (!after.success) return { close: CLOSE.policy, reason: "after" };
  const jwt = query.get("ticket") ?? "";
  const { TICKET_SECRET, TICKET_SECRET_PREVIOUS } = env;
  const isOneSpelling = HS256_JWT.test(jwt);
  const ticket = isOneSpelling ? await verifyTicket(jwt, roomId, TICKET_SECRET, TICKET_SECRET_PREVIOUS) : undefined;
  return ticket ? { ticket, after: after.data } : { close: CLOSE.badTicket, reason: "ticket" };
}
