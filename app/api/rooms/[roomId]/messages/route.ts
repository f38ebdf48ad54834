import { handle } from "@/app/_server/http/handle";
import { Problem, respond } from "@/app/_server/http/respond";
import { roomParams } from "@/app/_server/rooms/room-params";
import { database } from "@/app/_server/services";
import { messagesAfter, messagesAt, messagesBefore } from "@/db/queries/messages";
import { findRoom } from "@/db/queries/rooms";
import { firstInAnswer, lastInAnswer } from "@/lib/protocol/event-size";
import { messagesAnswer, messagesQuery } from "@/lib/protocol/http/messages";

export const runtime = "edge";

export const GET = handle(
  { session: true, params: roomParams, query: messagesQuery, limit: "read" },
  async ({ user, params: { roomId }, query: { before = Number.MAX_SAFE_INTEGER, after, seqs, limit } }) => {
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
    const page = await messagesBefore(database(), roomId, before, limit);
    const messages = lastInAnswer(page);
    const oldest = messages[0]?.seq ?? 1;
    const hasOlder = (page.length === limit || messages.length < page.length) && oldest > 1;
    return respond(messagesAnswer, { messages, ...(hasOlder && { nextBefore: oldest }) });
  },
);
