import type { RoomOrder } from "@/lib/server/room-admin";
import { timeOfId } from "@/lib/shared/ids";
import type { Live } from "./live";
import { CLOCK_SKEW_MAX_MS, type Draft, type Outcome } from "./log/log";
import type { Archive, Clock } from "./ports";

type NoticeOrder = Extract<RoomOrder, { type: "notice" }>;

/**
 * Puts a line about the room itself in the log; one that is there already stays one (R4). It counts against no limit but the
 * outbox's. @throws when only the archive can tell whether it is there, and that is away.
 */
export async function putNotice(
  { log }: Live,
  order: NoticeOrder,
  { archive, clock }: { archive: Archive; clock: Clock },
): Promise<Outcome> {
  const by = order.author.id;
  const { clientId } = order;
  const isKnown = () => log.known.find(by, clientId) !== undefined;
  if (isKnown()) return "durable";
  if (!log.known.isCertain(clientId) && (await archive.find(by, clientId))) return "durable";
  if (isKnown()) return "durable";
  return new Promise((settle) => {
    if (log.joinInFlight(by, clientId, settle)) return;
    if (log.isFull || timeOfId(clientId) > clock.now() + CLOCK_SKEW_MAX_MS) return settle("busy");
    log.append(by, clientId, noticeDraft(order), settle);
  });
}

function noticeDraft({ clientId, author, body, notice }: NoticeOrder): Draft {
  return (seq, sentAt) => ({ kind: "message", seq, clientId, author, body, sentAt, notice });
}
