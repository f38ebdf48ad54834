import { messagesAfter, messagesAt, messagesBefore } from "../../../../../db/messages";
import { findRoom } from "../../../../../db/rooms";
import { messagesAnswer, messagesQuery } from "../../../../../lib/api";
import { ANSWER_MAX_BYTES, firstWithin, lastWithin, sizeOf } from "../../../../../lib/event-size";
import { handle } from "../../../../_server/handle";
import { Problem, respond } from "../../../../_server/respond";
import { roomParams } from "../../../../_server/room-params";
import { database } from "../../../../_server/services";

export const runtime = "edge";

export const GET = handle(
  { session: true, params: roomParams, query: messagesQuery, limit: "read" },
  async ({ user, params: { roomId }, query: { before = Number.MAX_SAFE_INTEGER, after, seqs, limit } }) => {
    if (!(await findRoom(database(), roomId, user.id))) throw new Problem("not_found");
    if (seqs) {
      const found = await messagesAt(database(), roomId, seqs);
      const messages = firstWithin(found, ANSWER_MAX_BYTES, sizeOf);
      const rest = found.slice(messages.length).map(({ seq }) => seq);
      return respond(messagesAnswer, { messages, ...(rest.length > 0 && { rest }) });
    }
    if (after !== undefined) {
      const later = await messagesAfter(database(), roomId, after, limit);
      return respond(messagesAnswer, { messages: firstWithin(later, ANSWER_MAX_BYTES, sizeOf) });
    }
    const page = await messagesBefore(database(), roomId, before, limit);
    const messages = lastWithin(page, ANSWER_MAX_BYTES, sizeOf);
    const oldest = messages[0]?.seq ?? 1;
    const hasOlder = (page.length === limit || messages.length < page.length) && oldest > 1;
    return respond(messagesAnswer, { messages, ...(hasOlder && { nextBefore: oldest }) });
  },
);
