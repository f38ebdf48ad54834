/**
 * Calls from one party object to another: they go straight to it, past the door. From outside nothing with these paths gets
 * in: what the door lets through has a room's or an inbox's own path and not a part more (admin.ts).
 */
import { z } from "zod";
import { news } from "@/lib/protocol/inbox";
import { withDeadline } from "@/lib/shared/deadline";
import type { Inbox } from "@/party/inbox/inbox";
import type { Inboxes, Ports } from "@/party/room/ports";
import type { Room } from "@/party/room/room";

const CALL_TIMEOUT_MS = 3_000;
const WATCH = "/watch";
const WORD = "/word";

/** Somebody's inbox wants to hear of a room, of which they may know: the archive said so at `askedAt` (epoch ms) or later. */
const watch = z.object({ userId: z.string(), askedAt: z.number() });
export type Watch = z.infer<typeof watch>;

/** News as the room makes it: which room that is, its host adds. */
const roomNews = news.omit({ roomId: true });
export type RoomNews = z.infer<typeof roomNews>;

/** What a room says to an inbox. */
const word = z.discriminatedUnion("type", [
  z.object({ type: z.literal("news"), news }),
  /** It is told no more; the person may ask again whether they may know of the room. */
  z.object({ type: z.literal("refresh"), roomId: z.string() }),
]);
export type Word = z.infer<typeof word>;

/** Where a party object is called from inside. */
export interface Stub {
  fetch(path: string, init: { method: string; body: string; signal: AbortSignal }): Promise<Answer>;
}
type Answer = Pick<Response, "status" | "text">;

function post(to: Stub, path: string, said: Watch | Word) {
  return withDeadline(CALL_TIMEOUT_MS, async (signal) => {
    const answer = await to.fetch(path, { method: "POST", body: JSON.stringify(said), signal });
    // Whatever it is: an answer that nobody reads keeps whoever gave it from sleeping (B2).
    return { status: answer.status, text: await answer.text() };
  });
}

/** Asks a room to tell this inbox; answers how things are in it now. @throws where it does not answer, or refuses. */
export async function watchRoom(room: Stub, call: Watch): Promise<RoomNews> {
  const { status, text } = await post(room, WATCH, call);
  if (status !== 200) throw new Error(`the room answers ${status}`);
  return roomNews.parse(JSON.parse(text));
}

/** "gone": no page is open there. @throws where the inbox does not answer. */
async function tellInbox(inbox: Stub, said: Word): Promise<"taken" | "gone"> {
  const { status } = await post(inbox, WORD, said);
  if (status !== 204 && status !== 410) throw new Error(`the inbox answers ${status}`);
  return status === 204 ? "taken" : "gone";
}

/** A room's way to inboxes. @param inboxOf throws where the host can't say. */
export function inboxesOf(roomId: string, inboxOf: (userId: string) => Stub): Inboxes {
  return {
    news: async (userId, said) => tellInbox(inboxOf(userId), { type: "news", news: { ...said, roomId } }),
    refresh: async (userId) => tellInbox(inboxOf(userId), { type: "refresh", roomId }),
  };
}

type Inward = Pick<Request, "url" | "json">;
const isTo = (path: string, request: Inward) => new URL(request.url).pathname.endsWith(path);
export const isWatch = (request: Inward) => isTo(WATCH, request);
export const isWord = (request: Inward) => isTo(WORD, request);

/** Inside the room. */
export async function answerWatch(
  request: Inward,
  room: () => Promise<Room> | Room,
  warn: Ports["warn"],
): Promise<Response> {
  return answered(warn, async () => {
    const answer = await (await room()).watch(watch.parse(await request.json()));
    return answer ? Response.json(roomNews.parse(answer)) : new Response("Conflict", { status: 409 });
  });
}

/** Inside the inbox. */
export async function answerWord(request: Inward, inbox: Inbox, warn: Ports["warn"]): Promise<Response> {
  return answered(warn, async () => {
    const isTaken = inbox.hear(word.parse(await request.json()));
    return new Response(null, { status: isTaken ? 204 : 410 });
  });
}

async function answered(warn: Ports["warn"], answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    warn("inside: failed", error);
    return new Response("Internal Server Error", { status: 500 });
  }
}
