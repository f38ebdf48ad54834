/** Requests that the room answers: messages, edits, deletes and reactions, as the outbox keeps them. */
import "@/lib/protocol/no-eval";
import * as z from "zod/mini";
import { type ClientFrame, type Refusal, refusal } from "@/lib/protocol/room";

export type Request = Extract<ClientFrame, { type: "send" | "edit" | "delete" | "react" }>;
export type SendRequest = Extract<Request, { type: "send" }>;
export type Amend = Exclude<Request, SendRequest>;

/**
 * `dropped`: the connection broke each time it was sent; `closed`: the room is closed to the user; `file`: one of its files
 * cannot be uploaded.
 */
export type RequestFailure = Refusal | "dropped" | "closed" | "file";

/** A file of an unsent message, on this device (lib/client/files/). */
export interface LocalFile {
  id: string;
  name: string;
}

export interface OutboxEntry<R extends Request = Request> {
  frame: R;
  /** Epoch ms by the server's clock. */
  at: number;
  state: "sending" | "failed";
  reason?: RequestFailure;
  /** The page that sends it; see lib/client/browser/tab.ts. */
  tab: string;
  /** The message's files. It is sent once all of them are uploaded. */
  files?: readonly LocalFile[];
}

const clientId = z.string().check(z.minLength(1));
const seq = z.number().check(z.int());

/** Loose, so that a field of a later release is sent unchanged. */
const frame = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("send"), clientId, body: z.string(), replyTo: z.optional(seq) }),
  z.looseObject({ type: z.literal("edit"), clientId, seq, body: z.string() }),
  z.looseObject({ type: z.literal("delete"), clientId, seq }),
  z.looseObject({ type: z.literal("react"), clientId, seq, emoji: z.string(), on: z.boolean() }),
]);

/** An entry as it is stored on the device. */
export const storedEntry: z.ZodMiniType<OutboxEntry> = z.object({
  frame,
  at: z.number(),
  state: z.enum(["sending", "failed"]),
  reason: z.catch(z.optional(z.enum([...refusal.options, "dropped", "file"])), undefined),
  tab: z.string(),
  files: z.optional(z.array(z.object({ id: z.string(), name: z.string() }))),
});

export function isSend(entry: OutboxEntry): entry is OutboxEntry<SendRequest> {
  return entry.frame.type === "send";
}

export function isAmend(entry: OutboxEntry): entry is OutboxEntry<Amend> {
  return entry.frame.type !== "send";
}

/** Requests of one slot change the same thing of the same message: the last one wins, and one is in flight at a time. */
export function slotOf(request: Request): string {
  if (request.type === "send") return request.clientId;
  return request.type === "react" ? `react ${request.seq} ${request.emoji}` : `${request.type} ${request.seq}`;
}

/** Whether both request the same change. */
export function isSameChange(a: Request, b: Request): boolean {
  if (a.type === "react" && b.type === "react") return a.on === b.on;
  if (a.type === "edit" && b.type === "edit") return a.body === b.body;
  return a.type === b.type;
}

export function isSameEntry(a: OutboxEntry, b: OutboxEntry): boolean {
  return a.state === b.state && a.reason === b.reason && a.tab === b.tab;
}

/** The entry, ready to be sent again. */
export function resumed({ reason: _, ...entry }: OutboxEntry): OutboxEntry {
  return { ...entry, state: "sending" };
}
