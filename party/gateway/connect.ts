/** Checks a new connection before the room or inbox wakes, and passes on what its ticket says. */
import * as z from "zod";
import { role } from "@/lib/protocol/levels";
import type { RoomEnv } from "@/lib/server/env";
import { verifyInboxTicket } from "@/lib/server/ticket";
import type { Arrival, Guest } from "@/party/ports";
import { authorizeConnect, authorizeConnectWith } from "./authorize-connect";

/** Overwritten by the gateway, so a client cannot set it. */
const CONNECT_HEADER = "x-sarangbang-admission";

const roomConnect = z.object({
  guest: z.object({
    id: z.string(),
    username: z.string(),
    role,
    sessionId: z.string(),
    receipts: z.boolean(),
    preview: z.literal(true).optional(),
    at: z.number().optional(),
    sessionUntil: z.number().optional(),
  }),
  arrival: z.object({ ticketId: z.string(), expiresAt: z.number(), after: z.number().optional() }),
});

export interface RoomConnect {
  guest: Guest;
  arrival: Arrival;
}

/** Checks a request for a room's socket. Returns the request to pass on to the room, or a refusal (D1). */
export async function connectToRoom(request: Request, roomId: string, env: RoomEnv): Promise<Request | Response> {
  const verdict = await authorizeConnect(request, roomId, env);
  if (!("ticket" in verdict)) return refusal(verdict);
  const { ticket, after } = verdict;
  const isPreview = ticket.aud === "room-preview";
  const guest: Guest = {
    id: ticket.sub,
    username: ticket.name,
    role: ticket.role,
    sessionId: ticket.sid,
    // Receipts are mutual: a member who sends none receives none.
    receipts: !isPreview && (ticket.receipts ?? true),
    ...(isPreview && { preview: true }),
    at: ticket.at ?? ticket.iat * 1000,
    sessionUntil: ticket.until,
  };
  const arrival = { ticketId: ticket.jti, expiresAt: ticket.exp * 1000, after };
  return passOn(request, { guest, arrival } satisfies RoomConnect);
}

/** Reads what the gateway wrote. @throws if the request did not pass the gateway */
export function roomConnectOf(headers: { get(name: string): string | null }): RoomConnect {
  return roomConnect.parse(readConnectHeader(headers));
}

/** An inbox's guest is its owner, on one of their devices. */
const inboxConnect = z.object({
  guest: z.object({ id: z.string(), sessionId: z.string(), sessionUntil: z.number().optional() }),
  arrival: z.object({ ticketId: z.string(), expiresAt: z.number() }),
});
type InboxConnect = z.infer<typeof inboxConnect>;

/** Like `connectToRoom`, for an inbox. */
export async function connectToInbox(request: Request, userId: string, env: RoomEnv): Promise<Request | Response> {
  const verdict = await authorizeConnectWith(verifyInboxTicket, request, userId, env);
  if (!("ticket" in verdict)) return refusal(verdict);
  const { sub, sid, jti, exp, until } = verdict.ticket;
  const arrival = { ticketId: jti, expiresAt: exp * 1000 };
  const guest = { id: sub, sessionId: sid, sessionUntil: until };
  return passOn(request, { guest, arrival } satisfies InboxConnect);
}

/** Like `roomConnectOf`, for an inbox. */
export function inboxConnectOf(headers: { get(name: string): string | null }): InboxConnect {
  return inboxConnect.parse(readConnectHeader(headers));
}

function passOn(request: Request, admission: object): Request {
  // The room must not see the ticket, nor a connection id chosen by the client (`_pk`).
  const entering = new Request(new URL(new URL(request.url).pathname, request.url), request);
  entering.headers.set(CONNECT_HEADER, encodeURIComponent(JSON.stringify(admission)));
  return entering;
}

function readConnectHeader(headers: { get(name: string): string | null }): unknown {
  return JSON.parse(decodeURIComponent(headers.get(CONNECT_HEADER) ?? ""));
}

function refusal(verdict: { close: number; reason: string } | { status: number }): Response {
  if ("status" in verdict) return new Response("Forbidden", { status: verdict.status });
  return refusedSocket(verdict.close, verdict.reason);
}

/** Accepts a socket only to close it: a browser can read a close code, but not the status of a refused upgrade. */
function refusedSocket(code: number, reason: string): Response {
  const [client, server] = Object.values(new WebSocketPair()) as [WebSocket, WebSocket & { accept(): void }];
  server.accept();
  server.close(code, reason);
  return new Response(null, { status: 101, webSocket: client } as ResponseInit);
}

declare class WebSocketPair {
  0: WebSocket;
  1: WebSocket;
}
