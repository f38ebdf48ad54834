import { handle } from "@/app/_server/http/handle";
import { Problem, respond } from "@/app/_server/http/respond";
import { sendToRooms } from "@/app/_server/rooms/call-rooms";
import { roomParams } from "@/app/_server/rooms/room-params";
import { database } from "@/app/_server/services";
import { authorizeMember, authorizePreview } from "@/db/queries/access";
import { ticketAnswer, ticketQuery } from "@/lib/protocol/http/tickets";
import { READ_ONLY } from "@/lib/server/commands";
import { webEnv } from "@/lib/server/env";
import { signTicket } from "@/lib/server/ticket";

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
    const { isOver, ...rest } = admitted;
    // Repeats the command of the account's deletion or the block, which may not have reached the room. The command has the time at
    // which the state was read, so it cannot undo a later change.
    if (isOver) await sendToRooms([{ roomId, commands: [READ_ONLY], at: admitted.at }]);
    const admission = { userId: user.id, username: user.username, roomId, sessionId, ...rest };
    return respond(ticketAnswer, await signTicket(admission, webEnv().TICKET_SECRET, arrivedAt));
  },
);
