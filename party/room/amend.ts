import { isAmendment, reduce } from "@/lib/events/reduce";
import type { Event, Message } from "@/lib/protocol/room";
import type { Archive, Socket } from "@/party/ports";
import { type AmendmentFrame, amendmentDraft, checkAmendment } from "./check-amendment";
import type { RoomState } from "./room-state";
import { answer, appendSend, checkNewSend, findArchivedSend, type SendContext } from "./send";

/** Handles an edit, delete or reaction (R6). It needs the message's current state, which may be only in the archive. */
export async function handleAmendment(
  room: SendContext,
  state: RoomState,
  socket: Socket,
  frame: AmendmentFrame,
): Promise<void> {
  const { clientId, seq } = frame;
  const userId = socket.guest.id;
  const earlier = state.log.findSend(userId, clientId);
  if (earlier) return answer(room, socket, clientId, await earlier);

  const problem = checkNewSend(room, state, socket.guest, clientId);
  if (problem) return room.refuse(socket, problem, { clientId });

  if (!state.log.dedup.covers(clientId)) {
    const archived = await findArchivedSend(room, state, userId, clientId);
    if (archived) return answer(room, socket, clientId, archived);
  }
  const target = findInMemory(state, seq) ?? (await findInArchive(state, room.archive, seq));
  if (target !== "none") state.authors.note(seq, target.notice ? undefined : target.author.id);
  // The client may have repeated this frame during the query, and the room accepted it. Then it must be acked, not
  // refused because of its own effect.
  const repeated = state.log.findSend(userId, clientId);
  if (repeated) return answer(room, socket, clientId, await repeated);

  const refusal = checkAmendment(socket.guest, target, frame);
  if (refusal) return room.refuse(socket, refusal, { clientId });
  return appendSend(room, state, socket, clientId, amendmentDraft(socket.guest, frame));
}

/** The current state of the message with this seq, or "none". Undefined: memory does not reach back to it. */
function findInMemory({ log, window }: RoomState, seq: number): Message | "none" | undefined {
  const recent = window.messages.find((message) => message.seq === seq);
  if (recent) return recent;
  if (seq > log.head) return "none";
  if (seq < log.tailStart) return undefined;
  const [first, ...later] = log.from(seq).map(({ event }) => event);
  return first?.kind === "message" ? amended(first, later) : "none";
}

/** The archive's message with the events in memory applied. @throws if the archive is unavailable */
async function findInArchive(
  { log }: RoomState,
  archive: Pick<Archive, "message">,
  seq: number,
): Promise<Message | "none"> {
  const archived = await archive.message(seq);
  if (!archived) return "none";
  return amended(
    archived,
    log.from(log.tailStart).map(({ event }) => event),
  );
}

function amended(message: Message, events: Event[]): Message {
  return reduce([message], events.filter(isAmendment), 1)[0] ?? message;
}
