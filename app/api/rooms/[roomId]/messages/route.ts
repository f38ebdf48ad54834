import { handle } from "@/app/_server/http/handle";
import { Problem, respond } from "@/app/_server/http/respond";
import { roomParams } from "@/app/_server/rooms/room-params";
import { database } from "@/app/_server/services";
import { messagesAfter, messagesAt, messagesBefore } from "@/db/queries/messages";
import { findRoom } from "@/db/queries/rooms";
import { firstInAnswer, lastInAnswer } from "@/lib/protocol/event-size";
import { type MessagesAnswer, messagesAnswer, messagesQuery } from "@/lib/protocol/http/messages";
import type { Message } from "@/lib/protocol/room";

export const runtime = "edge";

export const GET = handle(
  { session: true, params: roomParams, query: messagesQuery, limit: "read" },
  async ({ user, params: { roomId }, query: { before = Number.MAX_SAFE_INTEGER, after, around, seqs, limit } }) => {
    if (!(await findRoom(database(), roomId, user.id))) throw new Problem("not_found");
    if (seqs) {
      const found = await messagesAt(database(), roomId, seqs);
      const messages = firstInAnswer(found);
      const rest = found.slice(messages.length).map(({ seq }) => seq);
      return respond(messagesAnswer, { messages, ...(rest.length > 0 && { rest }) });
    }
    if (after !== undefined) {
      const later = await messagesAfter(database(), roomId, after, limit);
      return respond(messagesAnswer, { messages: firstInAnswer(later) });
    }
    if (around !== undefined) {
      const atMost = Math.ceil(limit / 2);
      const [older, later] = await Promise.all([
        messagesBefore(database(), roomId, around + 1, atMost),
        messagesAfter(database(), roomId, around, limit - atMost),
      ]);
      const kept = lastInAnswer(older, 2);
      return respond(messagesAnswer, {
        messages: [...kept, ...firstInAnswer(later, 2)],
        ...nextBefore(kept, kept.length < older.length || older.length === atMost),
      });
    }
    const page = await messagesBefore(database(), roomId, before, limit);
    const messages = lastInAnswer(page);
    const mayHaveOlder = messages.length < page.length || page.length === limit;
    return respond(messagesAnswer, { messages, ...nextBefore(messages, mayHaveOlder) });
  },
);

function nextBefore([first]: readonly Message[], mayHaveOlder: boolean): Pick<MessagesAnswer, "nextBefore"> {
  return mayHaveOlder && first && first.seq > 1 ? { nextBefore: first.seq } : {};
}
