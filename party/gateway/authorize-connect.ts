import * as z from "zod";
import { CLOSE, SERVED_VERSIONS } from "@/lib/protocol/connection";
import type { Ticket } from "@/lib/protocol/room";
import type { RoomEnv } from "@/lib/server/env";
import { verifyTicket } from "@/lib/server/ticket";
import { isUuidV7 } from "@/lib/shared/ids";

/** Digits only: coercion would read an empty string as 0. */
const afterParam = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
  .optional();

export type ConnectDecision<T = Ticket> =
  | { ticket: T; after: number | undefined }
  | { close: number; reason: string }
  | { status: 403 };

/** Verifies tickets of rooms, or of inboxes (lib/server/ticket.ts). */
type Verify<T> = (jwt: string, id: string, secret: string, previous?: string) => Promise<T | undefined>;

/**
 * Decides, before the room wakes, whether a request may open this room's or inbox's socket (D1). A browser does not
 * attach a ticket by itself, as it does a cookie, so a request without an `Origin` is accepted. A page of another site
 * is always refused.
 */
export function authorizeConnect(request: Request, roomId: string, env: RoomEnv): Promise<ConnectDecision> {
  return authorizeConnectWith(verifyTicket, request, roomId, env);
}

/** The checks for both kinds of ticket. @param id the room's id or, for an inbox, the user's */
export async function authorizeConnectWith<T>(
  verify: Verify<T>,
  request: Request,
  id: string,
  env: RoomEnv,
): Promise<ConnectDecision<T>> {
  const origin = request.headers.get("Origin");
  if (origin !== null && !env.ALLOWED_ORIGINS.includes(origin)) return { status: 403 };
  if (!isUuidV7(id)) return { close: CLOSE.badTicket, reason: "room" };
  const query = new URL(request.url).searchParams;
  if (!SERVED_VERSIONS.some((version) => query.get("v") === String(version)))
    return { close: CLOSE.unknownVersion, reason: "protocol version" };
  const after = afterParam.safeParse(query.get("after") ?? undefined);
  if (!after.success) return { close: CLOSE.policy, reason: "after" };
  const jwt = query.get("ticket") ?? "";
  const { TICKET_SECRET, TICKET_SECRET_PREVIOUS } = env;
  const ticket = await verify(jwt, id, TICKET_SECRET, TICKET_SECRET_PREVIOUS);
  return ticket ? { ticket, after: after.data } : { close: CLOSE.badTicket, reason: "ticket" };
}
