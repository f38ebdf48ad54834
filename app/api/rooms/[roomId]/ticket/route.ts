import { admit } from "../../../../../db/members";
import { ticketAnswer } from "../../../../../lib/api";
import { webEnv } from "../../../../../lib/env";
import { signTicket } from "../../../../../lib/ticket";
import { handle } from "../../../../_server/handle";
import { Problem, respond } from "../../../../_server/respond";
import { roomParams } from "../../../../_server/room-params";
import { database } from "../../../../_server/services";

export const runtime = "edge";

export const POST = handle({ session: true, params: roomParams }, async ({ user, sessionId, params: { roomId } }) => {
  const admitted = await admit(database(), roomId, user.id, sessionId);
  if (!admitted) throw new Problem("not_found");
  const admission = { userId: user.id, username: user.username, roomId, sessionId, ...admitted };
  return respond(ticketAnswer, await signTicket(admission, webEnv().TICKET_SECRET));
});
