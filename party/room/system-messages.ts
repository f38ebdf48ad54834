import type { RoomCommand } from "@/lib/server/commands";
import { timeOfId } from "@/lib/shared/ids";
import type { Archive, Clock } from "@/party/ports";
import { CLOCK_SKEW_MAX_MS, type Draft, type Outcome } from "./log/event-log";
import type { RoomState } from "./room-state";

type SystemMessageCommand = Extract<RoomCommand, { type: "notice" }>;

/**
 * Puts a line about the room itself in the log; one that is there already stays one (R4). It counts against no limit but the
 * outbox's. @throws when only the archive can tell whether it is there, and that is away.
 */
export async function appendSystemMessage(
  { log }: RoomState,
  command: SystemMessageCommand,
  { archive, clock }: { archive: Archive; clock: Clock },
): Promise<Outcome> {
  const by = command.author.id;
  const { clientId } = command;
  const isKnown = () => log.dedup.find(by, clientId) !== undefined;
  if (isKnown()) return "durable";
  if (!log.dedup.isComplete(clientId) && (await archive.findReceipt(by, clientId))) return "durable";
  if (isKnown()) return "durable";
  return new Promise((settle) => {
    if (log.joinInFlight(by, clientId, settle)) return;
    if (log.isFull || timeOfId(clientId) > clock.now() + CLOCK_SKEW_MAX_MS) return settle("busy");
    log.append(by, clientId, systemMessageDraft(command), settle);
  });
}

function systemMessageDraft({ clientId, author, body, notice }: SystemMessageCommand): Draft {
  return (seq, sentAt) => ({ kind: "message", seq, clientId, author, body, sentAt, notice });
}
