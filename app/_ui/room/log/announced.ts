import { cut } from "@/app/_ui/room/messages/cut";
import type { Message } from "@/lib/protocol/room";
import { plainText } from "@/lib/text/format/plain-text";

/** If more messages arrive at once, only their number and the last one are announced. */
const EACH_MAX = 3;
/** The most code points of a message that are announced. */
const TEXT_MAX = 200;

/** Messages by others with a seq above `after`, to be announced by a screen reader. */
export function arrivedAfter(messages: readonly Message[], after: number, yourId: string): Message[] {
  const first = messages.findLastIndex(({ seq }) => seq <= after) + 1;
  return messages
    .slice(first)
    .filter(({ author, notice, deletedAt }) => author.id !== yourId && !notice && deletedAt === undefined);
}

/** The announcement of new messages: the texts of a few; of more than EACH_MAX, their number (`more`) and the last text. */
export function announced(messages: readonly Message[]) {
  const shown = messages.length > EACH_MAX ? messages.slice(-1) : messages;
  return {
    more: messages.length > EACH_MAX ? messages.length : 0,
    each: shown.map(({ seq, author, body }) => ({ seq, author, text: cut(plainText(body), TEXT_MAX) })),
  };
}
