/**
 * Calls from the web side to a room or an inbox. A call without a signature for exactly this request is refused here,
 * before the object wakes.
 */
import * as z from "zod";
import {
  CALL_BODY_MAX,
  callAnswer,
  inboxCommands,
  inboxPath,
  roomCommands,
  roomPath,
  verifyCall,
} from "@/lib/server/commands";
import type { RoomEnv } from "@/lib/server/env";
import { metricsPath, type RoomMetrics, roomMetrics } from "@/lib/server/metrics";
import { isUuidV7 } from "@/lib/shared/ids";
import { parseJson } from "@/lib/shared/parse-json";
import { readBodyAtMost } from "@/lib/shared/read-body";
import type { CallResult, Ports } from "@/party/ports";
import { guarded } from "./guarded";

const signed = z.object({ id: z.string(), expiresAt: z.number(), at: z.number().optional() });
/** On the wire, commands are called `orders`. */
const withCommands = <Call extends { orders: unknown }>({ orders, ...call }: Call) => ({
  ...call,
  commands: orders as Call["orders"],
});
const roomCall = z.intersection(signed, roomCommands).transform(withCommands);
const inboxCall = z.intersection(signed, inboxCommands).transform(withCommands);
type RoomCall = z.output<typeof roomCall>;
type InboxCall = z.output<typeof inboxCall>;

interface HandlesCalls<Call> {
  handleCommands(call: Call): Promise<CallResult>;
}

/** Checks a request that is not a socket. Returns the request to pass on to the room, or a refusal. */
export async function authorizeCall(request: Request, roomId: string, env: RoomEnv): Promise<Request | Response> {
  if (request.method === "POST") return authorizeCommands(request, roomId, env, roomPath(roomId), roomCommands);
  const question = await authorizeSigned(request, roomId, env, { method: "GET", path: metricsPath(roomId) });
  return question instanceof Response ? question : new Request(question.url);
}

/** Like `authorizeCall`, for an inbox. */
export function authorizeInboxCall(request: Request, userId: string, env: RoomEnv): Promise<Request | Response> {
  return authorizeCommands(request, userId, env, inboxPath(userId), inboxCommands);
}

async function authorizeCommands(
  request: Request,
  id: string,
  env: RoomEnv,
  path: string,
  schema: z.ZodType<{ orders: unknown[] }>,
): Promise<Request | Response> {
  const call = await authorizeSigned(request, id, env, { method: "POST", path });
  if (call instanceof Response) return call;
  const commands = schema.safeParse(parseJson(call.body));
  if (!commands.success) return new Response("Unprocessable Content", { status: 422 });
  return new Request(call.url, { method: "POST", body: JSON.stringify({ ...call.verified, ...commands.data }) });
}

/**
 * Checks that a call is signed for this method and this path. Accepts no other path, so an outside request cannot reach
 * the paths of calls between objects (internal.ts).
 */
async function authorizeSigned(
  request: Request,
  id: string,
  env: RoomEnv,
  { method, path }: { method: "GET" | "POST"; path: string },
) {
  const bearer = request.headers.get("Authorization")?.match(/^Bearer (\S+)$/)?.[1];
  if (request.method !== method || !bearer || !isUuidV7(id)) return new Response("Not found", { status: 404 });
  const { pathname } = new URL(request.url);
  const body = pathname === path ? await readText(request, CALL_BODY_MAX) : undefined;
  if (body === undefined) return new Response("Not found", { status: 404 });
  const verified = await verifyCall(bearer, { method, path, body }, env.TICKET_SECRET, env.TICKET_SECRET_PREVIOUS);
  if (!verified) return new Response("Unauthorized", { status: 401 });
  return { verified, body, url: new URL(path, request.url) };
}

const BUSY_RETRY_S = 1;

/** In the room: handles a call that `authorizeCall` accepted. Responds with how many sockets it closed. */
export function handleCall(
  request: Pick<Request, "json">,
  room: () => Promise<HandlesCalls<RoomCall>> | HandlesCalls<RoomCall>,
  warn: Ports["warn"],
): Promise<Response> {
  return answer(request, warn, async (body) => (await room()).handleCommands(roomCall.parse(body)));
}

/** Whether a request that passed the gateway asks for the room's metrics instead of being a call. */
export const isMetricsRequest = (request: Pick<Request, "method">) => request.method === "GET";

/** In the room: responds with its metrics. */
export async function handleMetrics(metrics: () => Promise<RoomMetrics>, warn: Ports["warn"]): Promise<Response> {
  return guarded("call:", warn, async () => Response.json(roomMetrics.parse(await metrics())));
}

/** Like `handleCall`, in an inbox. */
export function handleInboxCall(
  request: Pick<Request, "json">,
  inbox: HandlesCalls<InboxCall>,
  warn: Ports["warn"],
): Promise<Response> {
  return answer(request, warn, (body) => inbox.handleCommands(inboxCall.parse(body)));
}

function answer(
  request: Pick<Request, "json">,
  warn: Ports["warn"],
  handleBody: (body: unknown) => Promise<CallResult>,
) {
  return guarded("call:", warn, async () => {
    const result = await handleBody(await request.json());
    switch (result.status) {
      case "repeated":
        return new Response("Conflict", { status: 409 });
      case "busy":
        return new Response("Busy", { status: 503, headers: { "Retry-After": String(BUSY_RETRY_S) } });
      default:
        return Response.json(callAnswer.parse({ closed: result.closed }));
    }
  });
}

/** The body as text. Undefined: it is too long, incomplete, or not UTF-8. */
async function readText(request: Request, maxBytes: number): Promise<string | undefined> {
  try {
    const body = await readBodyAtMost(request, maxBytes);
    return body === "too_large" ? undefined : new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}
