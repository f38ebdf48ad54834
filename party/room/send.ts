import type { FileDescriptor } from "@/lib/protocol/file-descriptor";
import type { Refusal, Send } from "@/lib/protocol/room";
import type { Archive, Clock, Guest, Socket } from "@/party/ports";
import { boundBy } from "./check-amendment";
import type { Files } from "./file-tokens";
import type { RoomLifecycle } from "./lifecycle/room-lifecycle";
import { type AppendOutcome, type Draft, isTooFarAhead } from "./log/event-log";
import { type Refuse, sendAck } from "./replies";
import type { RoomState } from "./room-state";

/** The part of the room that a send uses. */
export interface SendContext {
  archive: Pick<Archive, "findReceipt" | "message">;
  clock: Pick<Clock, "now">;
  lifecycle: Pick<RoomLifecycle, "isReadOnly">;
  refuse: Refuse;
}

/**
 * Handles a message (R1–R4). For a fresh clientId it is synchronous up to `log.append`, so that frames keep their order.
 * @param files those of the frame's tokens
 */
export async function handleSend(
  room: SendContext,
  state: RoomState,
  socket: Socket,
  frame: Send,
  files: Files,
): Promise<void> {
  const { clientId, replyTo } = frame;
  if (replyTo !== undefined && replyTo > state.log.head) return room.refuse(socket, "not_found", { clientId });

  const earlier = state.log.findSend(socket.guest.id, clientId);
  if (earlier) return answer(room, socket, clientId, await earlier);

  const problem = checkNewSend(room, state, socket.guest, clientId);
  if (problem) return room.refuse(socket, problem, { clientId });

  if (!state.log.dedup.covers(clientId)) {
    const archived = await findArchivedSend(room, state, socket.guest.id, clientId);
    if (archived) return answer(room, socket, clientId, archived);
  }
  // Not before a repeated send is recognized: its tokens may have expired since (R4).
  if (files === "bad") return room.refuse(socket, "bad_file", { clientId });
  return appendSend(room, state, socket, clientId, messageDraft(socket.guest, frame, files));
}

/** The reason to refuse a request with an unknown clientId, whatever its content; undefined if there is none. */
export function checkNewSend(
  { clock }: Pick<SendContext, "clock">,
  { log }: RoomState,
  guest: Guest,
  clientId: string,
): Refusal | undefined {
  // `covers`: the id is newer than the dedup watermark, so it is certainly new. An older one may have been accepted while
  // the host's clock was ahead. It is not refused for its time, since only the archive knows.
  if (log.dedup.covers(clientId) && isTooFarAhead(clientId, clock)) return "invalid";
  return guest.preview ? "forbidden" : undefined;
}

/**
 * The outcome of a send so old that only the archive may know it; undefined: it is new. @throws if the archive is
 * unavailable
 */
export async function findArchivedSend(
  { archive }: { archive: Pick<Archive, "findReceipt"> },
  { log }: RoomState,
  userId: string,
  clientId: string,
): Promise<AppendOutcome | undefined> {
  const receipt = await archive.findReceipt(userId, clientId);
  // The client may have repeated the send during the query.
  return receipt ? { status: "durable", receipt } : log.findSend(userId, clientId);
}

/** Appends a checked send, unless the room accepts none now, and answers its sender. */
export async function appendSend(
  room: SendContext,
  { log }: RoomState,
  socket: Socket,
  clientId: string,
  draft: Draft,
): Promise<void> {
  // The sender may have been removed during the query (D3).
  if (socket.session === "removed") return;
  if (room.lifecycle.isReadOnly) return room.refuse(socket, "forbidden", { clientId });
  if (log.isFull) return room.refuse(socket, "busy", { clientId });
  answer(room, socket, clientId, await log.append(socket.guest.id, clientId, draft));
}

export function answer({ refuse }: SendContext, socket: Socket, clientId: string, outcome: AppendOutcome): void {
  if (outcome.status === "durable") sendAck(socket, clientId, outcome.receipt);
  else refuse(socket, "busy", { clientId });
}

function messageDraft({ id, username }: Guest, frame: Send, files: FileDescriptor[] | undefined): Draft {
  const { clientId, body, replyTo } = frame;
  const more = { ...(replyTo !== undefined && { replyTo }), ...boundBy(frame), ...(files && { files }) };
  return (seq, sentAt) => ({ kind: "message", seq, clientId, author: { id, username }, body, sentAt, ...more });
}
