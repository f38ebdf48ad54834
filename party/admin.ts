/** Calls from the web side to a room. What is not signed for exactly this call ends here, before the room wakes. */
import { z } from "zod";
import type { RoomEnv } from "../lib/env";
import { isUuidV7 } from "../lib/ids";
import { parseJson } from "../lib/parse-json";
import {
  CALL_BODY_MAX,
  inboxOrders,
  inboxPath,
  orderAnswer,
  roomOrders,
  roomPath,
  verifyCall,
} from "../lib/room-admin";
import type { Inbox } from "./inbox";
import type { Room } from "./room";

const signed = z.object({ id: z.string(), expiresAt: z.number() });
const roomCall = z.intersection(signed, roomOrders);
const inboxCall = z.intersection(signed, inboxOrders);

/** Answers a request that is no socket: with the request to hand on to the room, or with a refusal. */
export function admitCall(request: Request, roomId: string, env: RoomEnv): Promise<Request | Response> {
  return admitSigned(request, roomId, env, { path: roomPath(roomId), orders: roomOrders });
}

/** The same for a call to an inbox. */
export function admitInboxCall(request: Request, userId: string, env: RoomEnv): Promise<Request | Response> {
  return admitSigned(request, userId, env, { path: inboxPath(userId), orders: inboxOrders });
}

interface Address {
  path: string;
  orders: z.ZodType<{ orders: unknown[] }>;
}

/** What it hands on has exactly that path: calls from one party object to another (inside.ts) have one more part in theirs. */
async function admitSigned(
  request: Request,
  id: string,
  env: RoomEnv,
  { path, orders: schema }: Address,
): Promise<Request | Response> {
  const bearer = request.headers.get("Authorization")?.match(/^Bearer (\S+)$/)?.[1];
  if (request.method !== "POST" || !bearer || !isUuidV7(id)) return new Response("Not found", { status: 404 });
  const { pathname } = new URL(request.url);
  const body = pathname === path ? await readAtMost(CALL_BODY_MAX, request) : undefined;
  if (body === undefined) return new Response("Not found", { status: 404 });
  const sent = { method: request.method, path: pathname, body };
  const verified = await verifyCall(bearer, sent, env.TICKET_SECRET, env.TICKET_SECRET_PREVIOUS);
  if (!verified) return new Response("Unauthorized", { status: 401 });
  const orders = schema.safeParse(parseJson(body));
  if (!orders.success) return new Response("Unprocessable Content", { status: 422 });
  const call = { ...verified, ...orders.data };
  return new Request(new URL(pathname, request.url), { method: "POST", body: JSON.stringify(call) });
}

const BUSY_RETRY_S = 1;

/** Inside the room, with what `admitCall` made: does it and tells how many sockets it closed. */
export function answerCall(request: Pick<Request, "json">, room: () => Promise<Room> | Room): Promise<Response> {
  return answer(request, async (body) => (await room()).obey(roomCall.parse(body)));
}

/** The same inside an inbox. */
export function answerInboxCall(request: Pick<Request, "json">, inbox: Inbox): Promise<Response> {
  return answer(request, (body) => inbox.obey(inboxCall.parse(body)));
}

async function answer(request: Pick<Request, "json">, obey: (body: unknown) => Promise<number | "busy" | undefined>) {
  try {
    const closed = await obey(await request.json());
    if (closed === undefined) return new Response("Conflict", { status: 409 });
    if (closed === "busy")
      return new Response("Busy", { status: 503, headers: { "Retry-After": String(BUSY_RETRY_S) } });
    return Response.json(orderAnswer.parse({ closed }));
  } catch (error) {
    // The host would answer with the error's own words.
    console.error("call: failed", error);
    return new Response("Internal Server Error", { status: 500 });
  }
}

/** The body as text; undefined: longer, in bytes, or no UTF-8. */
async function readAtMost(maxBytes: number, request: Request): Promise<string | undefined> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const reader = request.body?.getReader();
  if (!reader) return "";
  let text = "";
  try {
    for (let read = 0; ; ) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      read += value.length;
      if (read > maxBytes) throw new Error("too long");
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    void reader.cancel().catch(() => {});
    return undefined;
  }
}
