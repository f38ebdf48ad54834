import { handle } from "@/app/_server/http/handle";
import { respond } from "@/app/_server/http/respond";
import { ticketAnswer } from "@/lib/protocol/http/tickets";
import { webEnv } from "@/lib/server/env";
import { signInboxTicket } from "@/lib/server/ticket";

export const runtime = "edge";

export const POST = handle({ session: true, limit: "ticket" }, async ({ user, sessionId, sessionUntil, arrivedAt }) => {
  const ticket = await signInboxTicket(user.id, sessionId, webEnv().TICKET_SECRET, arrivedAt, sessionUntil);
  return respond(ticketAnswer, ticket);
});
