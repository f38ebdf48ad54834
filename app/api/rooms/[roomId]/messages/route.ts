import { messagesAfter, messagesAt, messagesBefore } from "../../../../../db/messages";
import { findRoom } from "../../../../../db/rooms";
import { messagesAnswer, messagesQuery } from "../../../../../lib/api";
import { handle } from "../../../../_server/handle";
import { Problem, respond } from "../../../../_server/respond";
import { roomParams } from "../../../../_server/room-params";
import { database } from "../../../../_server/services";

export const runtime = "edge";

export const GET = handle(
  { session: true, params: roomParams, query: messagesQuery, limit: "read" },
  async ({ user, params: { roomId }, query: { before = Number.MAX_SAFE_INTEGER, after, seqs, limit } }) => {
    if (!(await findRoom(database(), roomId, user.id))) throw new Problem("not_found");
    if (seqs) return respond(messagesAnswer, { messages: await messagesAt(database(), roomId, seqs) });
    if (after !== undefined) {
      return respond(messagesAnswer, { messages: await messagesAfter(database(), roomId, after, limit) });
    }
    const messages = await messagesBefore(database(), roomId, before, limit);
    const oldest = messages[0]?.seq ?? 1;
    const hasOlder = messages.length === limit && oldest > 1;
    return respond(messagesAnswer, { messages, ...(hasOlder && { nextBefore: oldest }) });
  },
);
