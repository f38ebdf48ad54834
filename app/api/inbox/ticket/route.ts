import { ticketAnswer } from "../../../../lib/api";
import { webEnv } from "../../../../lib/env";
import { signInboxTicket } from "../../../../lib/ticket";
import { handle } from "../../../_server/handle";
import { respond } from "../../../_server/respond";

export const runtime = "edge";

export const POST = handle({ session: true, limit: "ticket" }, async ({ user, sessionId, sessionUntil, arrivedAt }) => {
  const ticket = await signInboxTicket(user.id, sessionId, webEnv().TICKET_SECRET, arrivedAt, sessionUntil);
  return respond(ticketAnswer, ticket);
});
