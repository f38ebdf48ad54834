/**
 * Calls between rooms and inboxes, from object to object, without the gateway's checks. Outside requests cannot have
 * these paths, since the gateway passes on only a room's or an inbox's own path (commands.ts).
 */
import { type RoomUpdate, roomUpdate } from "@/lib/protocol/inbox";
import { type InboxMessage, inboxMessage, type WatchRequest, watchRequest } from "@/lib/protocol/internal";
import { withDeadline } from "@/lib/shared/deadline";
import type { Inboxes, Ports } from "@/party/ports";
import { guarded } from "./guarded";

const CALL_TIMEOUT_MS = 3_000;
const WATCH = "/watch";
const MESSAGE = "/word";

/** Another room or inbox. */
export interface ObjectStub {
  fetch(path: string, init: { method: string; body: string; signal: AbortSignal }): Promise<Answer>;
}
type Answer = Pick<Response, "status" | "text">;

function post(to: ObjectStub, path: string, body: WatchRequest | InboxMessage) {
  return withDeadline(CALL_TIMEOUT_MS, async (signal) => {
    const answer = await to.fetch(path, { method: "POST", body: JSON.stringify(body), signal });
    // A response body that is not read to its end keeps the other object awake (B2).
    return { status: answer.status, text: await answer.text() };
  });
}

/** Subscribes an inbox to a room and returns the room's current state. @throws if the room is unreachable or refuses */
export async function watchRoom(room: ObjectStub, request: WatchRequest): Promise<RoomUpdate> {
  const { status, text } = await post(room, WATCH, request);
  if (status !== 200) throw new Error(`the room answered ${status}`);
  return roomUpdate.parse(JSON.parse(text));
}

/** "gone": the inbox has no open page. @throws if the inbox is unreachable */
async function sendToInbox(inbox: ObjectStub, message: InboxMessage): Promise<"taken" | "gone"> {
  const { status } = await post(inbox, MESSAGE, message);
  if (status !== 204 && status !== 410) throw new Error(`the inbox answered ${status}`);
  return status === 204 ? "taken" : "gone";
}

/** The inboxes that one room can reach. @param inboxOf throws if the host has no inboxes */
export function inboxesOf(roomId: string, inboxOf: (userId: string) => ObjectStub): Inboxes {
  return {
    update: async (userId, update) => sendToInbox(inboxOf(userId), { type: "news", news: { ...update, roomId } }),
    refresh: async (userId) => sendToInbox(inboxOf(userId), { type: "refresh", roomId }),
  };
}

type InternalRequest = Pick<Request, "url" | "json">;
const isTo = (path: string, request: InternalRequest) => new URL(request.url).pathname.endsWith(path);
export const isWatch = (request: InternalRequest) => isTo(WATCH, request);
export const isInboxMessage = (request: InternalRequest) => isTo(MESSAGE, request);

interface Watchable {
  watch(request: WatchRequest): Promise<RoomUpdate | undefined>;
}

/** Handles an internal call in the room. */
export async function handleWatch(
  request: InternalRequest,
  room: () => Promise<Watchable> | Watchable,
  warn: Ports["warn"],
): Promise<Response> {
  return guarded("internal call", warn, async () => {
    const update = await (await room()).watch(watchRequest.parse(await request.json()));
    return update ? Response.json(roomUpdate.parse(update)) : new Response("Conflict", { status: 409 });
  });
}

/** Handles an internal call in the inbox. */
export async function handleInboxMessage(
  request: InternalRequest,
  inbox: { receiveUpdate(message: InboxMessage): boolean },
  warn: Ports["warn"],
): Promise<Response> {
  return guarded("internal call", warn, async () => {
    const isTaken = inbox.receiveUpdate(inboxMessage.parse(await request.json()));
    return new Response(null, { status: isTaken ? 204 : 410 });
  });
}
