import type { RoomCommand } from "@/lib/server/commands";
import type { Archive, Clock } from "@/party/ports";
import { type AppendOutcome, type Draft, isTooFarAhead } from "./log/event-log";
import type { RoomState } from "./room-state";
import { findArchivedSend } from "./send";

type SystemMessageCommand = Extract<RoomCommand, { type: "notice" }>;

/**
 * Appends a system message, once for each clientId (R4). `unavailable`: the log is full, storage failed, or the clientId's
 * time is too far in the future.
 * @throws if only the archive can tell whether it is a repeated one, and the archive is unavailable
 */
export async function appendSystemMessage(
  state: RoomState,
  command: SystemMessageCommand,
  { archive, clock }: { archive: Archive; clock: Clock },
): Promise<AppendOutcome> {
  const { log } = state;
  const { author, clientId } = command;
  const earlier = log.findSend(author.id, clientId);
  if (earlier) return earlier;
  if (!log.dedup.covers(clientId)) {
    const archived = await findArchivedSend({ archive }, state, author.id, clientId);
    if (archived) return archived;
  }
  if (log.isFull || isTooFarAhead(clientId, clock)) return { status: "unavailable" };
  return log.append(author.id, clientId, systemMessageDraft(command));
}

function systemMessageDraft({ clientId, author, body, notice }: SystemMessageCommand): Draft {
  return (seq, sentAt) => ({ kind: "message", seq, clientId, author, body, sentAt, notice });
}
