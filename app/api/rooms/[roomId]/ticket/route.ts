import { handle } from "@/app/_server/http/handle";
import { Problem, respond } from "@/app/_server/http/respond";
import { roomParams } from "@/app/_server/rooms/room-params";
import { ticketFor } from "@/app/_server/rooms/room-ticket";
import { database } from "@/app/_server/services";
import { authorizeMember, authorizePreview } from "@/db/queries/access";
import { ticketAnswer, ticketQuery } from "@/lib/protocol/http/tickets";

export const runtime = "edge";

/**
 * Without `preview=1`, joins a public room or accepts a request: clients from before previews depend on that. With it, the user's
 * membership does not change.
 */
export const POST = handle(
  { session: true, params: roomParams, query: ticketQuery, limit: "ticket" },
  async ({ user, sessionId, arrivedAt, params: { roomId }, query }) => {
    const letIn = query.preview ? authorizePreview : authorizeMember;
    const admitted = await letIn(database(), roomId, user.id, sessionId);
    if (!admitted) throw new Problem("not_found");
    return respond(ticketAnswer, await ticketFor({ user, sessionId }, roomId, admitted, arrivedAt));
  },
);
