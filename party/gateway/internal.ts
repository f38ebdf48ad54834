/**
 * Calls from one party object to another: they go straight to it, past the door. From outside nothing with these paths gets
 * in: what the door lets through has a room's or an inbox's own path and not a part more (admin.ts).
 */
import { z } from "zod";
import { inboxUpdate } from "@/lib/protocol/inbox";
import { withDeadline } from "@/lib/shared/deadline";
import type { Inbox } from "@/party/inbox/inbox";
import type { Inboxes, Ports } from "@/party/room/ports";
import type { Room } from "@/party/room/room";

const CALL_TIMEOUT_MS = 3_000;
const WATCH = "/watch";
const MESSAGE = "/word";

/** Somebody's inbox wants to hear of a room, of which they may know: the archive said so at `askedAt` (epoch ms) or later. */
const watchRequest = z.object({ userId: z.string(), askedAt: z.number() });
export type WatchRequest = z.infer<typeof watchRequest>;

/** News as the room makes it: which room that is, its host adds. */
const roomUpdate = inboxUpdate.omit({ roomId: true });
export type RoomUpdate = z.infer<typeof roomUpdate>;

/** What a room says to an inbox. */
const inboxMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("news"), news: inboxUpdate }),
  /** It is told no more; the person may ask again whether they may know of the room. */
  z.object({ type: z.literal("refresh"), roomId: z.string() }),
]);
export type InboxMessage = z.infer<typeof inboxMessage>;

/** Where a party object is called from inside. */
export interface ObjectStub {
  fetch(path: string, init: { method: string; body: string; signal: AbortSignal }): Promise<Answer>;
}
type Answer = Pick<Response, "status" | "text">;

function post(to: ObjectStub, path: string, said: WatchRequest | InboxMessage) {
  return withDeadline(CALL_TIMEOUT_MS, async (signal) => {
    const answer = await to.fetch(path, { method: "POST", body: JSON.stringify(said), signal });
    // Whatever it is: an answer that nobody reads keeps whoever gave it from sleeping (B2).
    return { status: answer.status, text: await answer.text() };
  });
}

/** Asks a room to tell this inbox; answers how things are in it now. @throws where it does not answer, or refuses. */
export async function watchRoom(room: ObjectStub, call: WatchRequest): Promise<RoomUpdate> {
  const { status, text } = await post(room, WATCH, call);
  if (status !== 200) throw new Error(`the room answers ${status}`);
  return roomUpdate.parse(JSON.parse(text));
}

/** "gone": no page is open there. @throws where the inbox does not answer. */
async function sendToInbox(inbox: ObjectStub, said: InboxMessage): Promise<"taken" | "gone"> {
  const { status } = await post(inbox, MESSAGE, said);
  if (status !== 204 && status !== 410) throw new Error(`the inbox answers ${status}`);
  return status === 204 ? "taken" : "gone";
}

/** A room's way to inboxes. @param inboxOf throws where the host can't say. */
export function inboxesOf(roomId: string, inboxOf: (userId: string) => ObjectStub): Inboxes {
  return {
    update: async (userId, said) => sendToInbox(inboxOf(userId), { type: "news", news: { ...said, roomId } }),
    refresh: async (userId) => sendToInbox(inboxOf(userId), { type: "refresh", roomId }),
  };
}

type InternalRequest = Pick<Request, "url" | "json">;
const isTo = (path: string, request: InternalRequest) => new URL(request.url).pathname.endsWith(path);
export const isWatch = (request: InternalRequest) => isTo(WATCH, request);
export const isInboxMessage = (request: InternalRequest) => isTo(MESSAGE, request);

/** Inside the room. */
export async function handleWatch(
  request: InternalRequest,
  room: () => Promise<Room> | Room,
  warn: Ports["warn"],
): Promise<Response> {
  return guarded(warn, async () => {
    const answer = await (await room()).watch(watchRequest.parse(await request.json()));
    return answer ? Response.json(roomUpdate.parse(answer)) : new Response("Conflict", { status: 409 });
  });
}

/** Inside the inbox. */
export async function handleInboxMessage(
  request: InternalRequest,
  inbox: Inbox,
  warn: Ports["warn"],
): Promise<Response> {
  return guarded(warn, async () => {
    const isTaken = inbox.receiveUpdate(inboxMessage.parse(await request.json()));
    return new Response(null, { status: isTaken ? 204 : 410 });
  });
}

async function guarded(warn: Ports["warn"], answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    warn("inside: failed", error);
    return new Response("Internal Server Error", { status: 500 });
  }
}
