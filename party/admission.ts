/** From the door to the room: what the door, which runs before the room wakes, tells the room about whom it let in. */
import { z } from "zod";
import type { RoomEnv } from "../lib/env";
import { role } from "../lib/protocol";
import { checkDoor } from "./door";
import type { Guest } from "./ports";
import type { Arrival } from "./room";

/** Overwritten at the door, so no client can set it. */
const ADMISSION_HEADER = "x-sarangbang-admission";

const admission = z.object({
  guest: z.object({ id: z.string(), username: z.string(), role, sessionId: z.string(), receipts: z.boolean() }),
  arrival: z.object({ ticketId: z.string(), expiresAt: z.number(), after: z.number().optional() }),
});

export interface Admission {
  guest: Guest;
  arrival: Arrival;
}

/** Answers a request for a room's socket: with the request to hand on to the room, or with a refusal (D1). */
export async function admit(request: Request, roomId: string, env: RoomEnv): Promise<Request | Response> {
  const verdict = await checkDoor(request, roomId, env);
  if ("status" in verdict) return new Response("Forbidden", { status: verdict.status });
  if ("close" in verdict) return refusedSocket(verdict.close, verdict.reason);
  const { ticket, after } = verdict;
  const guest = {
    id: ticket.sub,
    username: ticket.name,
    role: ticket.role,
    sessionId: ticket.sid,
    receipts: ticket.receipts ?? true,
  };
  const arrival = { ticketId: ticket.jti, expiresAt: ticket.exp * 1000, after };
  // The room sees neither the ticket nor a connection id of the client's choosing (`_pk`): both end here.
  const inward = new Request(new URL(new URL(request.url).pathname, request.url), request);
  inward.headers.set(ADMISSION_HEADER, encodeURIComponent(JSON.stringify({ guest, arrival } satisfies Admission)));
  return inward;
}

/** What the door wrote. @throws where the request has not come through it. */
export function admissionOf(headers: { get(name: string): string | null }): Admission {
  return admission.parse(JSON.parse(decodeURIComponent(headers.get(ADMISSION_HEADER) ?? "")));
}

/** Accepts a socket only to close it: a browser learns a close code, but never the status of a refused upgrade. */
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
